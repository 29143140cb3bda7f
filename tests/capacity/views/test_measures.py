"""Ten measures on the screen."""

import pytest

from tests.capacity.small import NOON, hospital
from tests.capacity.views.test_emergency import page, words_of
from tests.factories import nora, otto, site

pytestmark = pytest.mark.django_db(databases="__all__")
URL = "/capacity/measures/"


def test_before_any_journey_it_says_what_it_will_show():
    site()
    who = nora()
    assert "Nothing to measure yet" in words_of(page(who, URL))
    assert page(otto(), URL).status_code == 403


def test_noon_with_values_and_reasons():
    hospital()
    answer = page(nora(), URL, at=NOON)
    shown = words_of(answer)
    assert "5 of the 10 measures that command centres are run by can be computed here" in shown
    assert "Length of stay 8 d 1 of 1" in shown
    assert "Discharges a day 0.0 a day 1 of 1" in shown
    assert "Capacity diversions not known: No record says when" in shown
    assert answer.content.decode().count('href="/definitions/') >= 10
