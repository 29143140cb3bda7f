"""What an address asks for: a choice there is, the first where it names none."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.test import RequestFactory

from carepath.forecasts.views import asked
from carepath.ui import clock
from tests.factories import AT, site

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def of(**query):
    return asked.asked_of(RequestFactory().get("/", query), site())


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda site=None: AT)


def test_without_a_wish_it_is_a_day_from_now():
    found = of()
    assert (found.hours, found.window, found.known_at) == (24, asked.WINDOWS[0], AT)
    assert not found.rewound and (found.field, found.address(None)) == ("", "")


def test_what_was_known_at_a_moment():
    found = of(hours="72", window="12", known_at=(AT - HOUR).isoformat())
    assert (found.hours, found.window, found.rewound) == (72, 12, True)
    assert found.field == "2026-03-02T09:00" and found.address(AT - HOUR) == "2026-03-02T09:00"


@pytest.mark.parametrize("query", [{"hours": "9"}, {"window": "x"}])
def test_a_choice_there_is_not_is_not_found(query):
    with pytest.raises(Http404):
        of(**query)


def test_what_is_no_single_unit_has_a_name_of_its_own():
    assert (asked.series_of("*"), asked.series_of("ED")) == ("", "ED")
