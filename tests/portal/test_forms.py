"""What people enter about screens."""

import pytest

from carepath.portal.forms import ScreenForm, SignInForm
from tests.capacity.actions.test_projecting import feed
from tests.capacity.waiting import a_bed
from tests.factories import person, site

pytestmark = pytest.mark.django_db


def test_a_screen_shows_units_of_its_own_site():
    source = feed()
    a_bed("B1", source)
    site("far")
    who = person("hana", "HOSPITAL_ADMINISTRATOR")
    slug = source.site.slug
    good = ScreenForm({"name": "Hall", "site": slug, "units": [f"{slug}/W1"]}, by=who)
    assert good.is_valid()
    assert good.cleaned_data["units"] == ["W1"]
    bad = ScreenForm({"name": "Hall", "site": "far", "units": [f"{slug}/W1"]}, by=who)
    assert "own site" in str(bad.errors["units"])
    assert "name" in ScreenForm({"site": slug}, by=who).errors


def test_a_screen_signs_in_with_a_token():
    assert SignInForm({"token": "cpw_x"}).is_valid()
    assert not SignInForm({"token": ""}).is_valid()
