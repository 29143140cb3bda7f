"""What programs may ask about, and what is refused."""

import pytest

from carepath.places.models import Site
from tests.factories import person, site
from tests.forecasts.programs import ask

pytestmark = pytest.mark.django_db(databases="__all__")


def test_made_up_data_are_marked(where):
    Site.objects.update(synthetic=True)
    found = ask().json()
    assert found["synthetic"] and all(one["synthetic"] for one in found["results"])


def test_what_is_refused(where):
    who = person("ben", "BED_MANAGER")
    assert ask(who, hours=73).status_code == 400
    assert ask(who, hours="x").status_code == 400
    assert ask(who, known_at="soon").status_code == 400
    assert ask(who, site="south").status_code == 404
    site("south")
    assert ask(person("sue", "BED_MANAGER", at_site="south"), site="north").status_code == 404
    assert ask(person("otto")).status_code == 403
