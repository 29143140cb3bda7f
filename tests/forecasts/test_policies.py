"""When forecasts are due: in UTC, where no hour is twice and none is missing."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied

from carepath.forecasts import policies
from carepath.forecasts.models import Slot
from tests.factories import AT, nora, person, site

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (datetime(2026, 3, 29, tzinfo=LONDON), 23),
        (datetime(2026, 10, 25, tzinfo=LONDON), 25),
    ],
)
def test_a_day_on_which_the_clock_changes_has_as_many_slots_as_hours(day, hours):
    start, end = day.astimezone(UTC), (day + timedelta(days=1)).astimezone(UTC)
    seen, at = [], start
    while at < end:
        slot = policies.due("beds", at.astimezone(LONDON))
        seen += [] if slot in seen else [slot]
        at += timedelta(minutes=7)
    assert len(seen) == hours
    assert {after - before for before, after in zip(seen, seen[1:], strict=False)} == {
        timedelta(hours=1)
    }


def test_what_was_missed_lies_between_and_a_long_pause_is_cut():
    hours = policies.missed("beds", AT - timedelta(hours=3), AT)
    assert hours == [AT - timedelta(hours=2), AT - timedelta(hours=1)]
    assert policies.missed("beds", AT - timedelta(hours=1), AT) == []
    assert len(policies.missed("beds", AT - timedelta(days=90), AT)) == 14 * 24


def test_two_hours_of_the_day_are_kept_for_long():
    morning = AT.replace(hour=6)
    assert policies.kept_until(AT, AT) == AT + timedelta(days=35)
    assert policies.kept_until(morning, AT) == AT + timedelta(days=400)


@pytest.mark.django_db
def test_who_looks_after_a_site_may_run_its_jobs_again():
    where, sam = site(), person("sam", "SYSTEM_ADMINISTRATOR", at_site="north")
    slot = Slot(site=where, job="beds", state=Slot.State.DONE)
    policies.check_again(sam, slot)
    with pytest.raises(policies.NotNow):
        policies.check_again(sam, Slot(site=where, job="beds", state=Slot.State.WAITING))
    other = Slot(site=site("south"), job="beds", state=Slot.State.DONE)
    for who, what in ((sam, other), (nora(), slot)):
        with pytest.raises(PermissionDenied):
            policies.check_again(who, what)
    assert policies.may_run(sam, where) and not policies.may_run(sam, other.site)
