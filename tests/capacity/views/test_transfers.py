"""Transfers on the screen."""

import pytest

from tests.capacity.small import NOON, hospital
from tests.capacity.views.test_emergency import page, words_of
from tests.factories import nora, otto, site

pytestmark = pytest.mark.django_db(databases="__all__")
URL = "/capacity/transfers/"


def test_when_nobody_waits_it_says_what_it_will_show():
    site()
    who = nora()
    assert "the longest wait first" in words_of(page(who, URL))
    assert page(otto(), URL).status_code == 403


def test_noon_in_words_and_narrowed():
    hospital()
    who = nora()
    shown = words_of(page(who, URL, at=NOON))
    assert "3 patients wait to move, the longest for 3 h" in shown
    assert shown.index("3 h Intensive care Medicine") < shown.index("15 min no bed yet Majors")
    narrow = words_of(page(who, URL, at=NOON, **{"from": "MAJ", "to": "MEA"}))
    assert "1 patient waits to move, for 1 h (3 in all)" in narrow
    assert "15 min no bed yet" in words_of(page(who, URL, at=NOON, **{"from": "-"}))
    assert page(who, URL, to="W9").status_code == 404
