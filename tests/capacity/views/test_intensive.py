"""Intensive care on the screen."""

import pytest

from tests.capacity.small import NOON, hospital
from tests.capacity.views.test_emergency import page, words_of
from tests.factories import nora, otto, site

pytestmark = pytest.mark.django_db(databases="__all__")
URL = "/capacity/intensive/"


def test_before_any_bed_is_entered_it_says_what_it_will_show():
    site()
    who = nora()
    assert "Beds say which units it is" in words_of(page(who, URL))
    assert page(otto(), URL).status_code == 403


def test_noon_in_words():
    hospital()
    answer = page(nora(), URL, at=NOON)
    shown = words_of(answer)
    assert "1 of 2 staffed beds are occupied, 1 free and staffed" in shown
    assert "1 patient waits to leave, for 3 h" in shown
    assert "3 h Intensive care Medicine" in shown
    assert "Nobody elsewhere waits for a bed here." in shown
    for key in ("intensive_beds", "step_down_waits", "intensive_waits"):
        assert f"/definitions/{key}/?" in answer.content.decode()
