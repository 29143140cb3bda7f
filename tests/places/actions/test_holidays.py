"""Writes of public holidays: entered, corrected and taken back, each with who and why."""

from datetime import date, timedelta

import pytest

from carepath.audit.models import Entry
from carepath.places import actions
from carepath.places.models import Holiday, Site
from tests.factories import AT, site
from tests.places.worlds import hana

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 25)
NEXT = DAY + timedelta(days=1)


def entered(where, day=DAY, name="Christmas Day", by="user:1", at=AT):
    return actions.add_holiday(site=where, day=day, name=name, by=by, at=at, reason="as decreed")


def corrected(row, day=NEXT, name="Boxing Day"):
    said = {"day": day, "name": name, "reason": "typed wrong"}
    return actions.correct_holiday(row=row, by="user:1", at=AT, **said)


def test_a_holiday_is_entered_once_with_who_and_why():
    north, who = site(), hana()
    row = entered(north, by=who)
    kept = row.history.get()
    assert (kept.history_user, kept.history_change_reason) == (who, "as decreed")
    with pytest.raises(actions.NoHoliday, match="2026-12-25 is a holiday already: Christmas Day"):
        entered(north, name="Another")
    entered(site("south"))
    assert Entry.objects.filter(verb="holiday.added", site="north").count() == 1


def test_a_holiday_is_corrected_and_what_was_said_before_is_kept():
    row = entered(site())
    found = corrected(row)
    assert (found.day, found.name) == (NEXT, "Boxing Day")
    assert corrected(row) == found  # the same again changes nothing
    assert [one.name for one in row.history.all()] == ["Boxing Day", "Christmas Day"]
    said = Entry.objects.get(verb="holiday.corrected").detail
    assert said["before"] == {"day": "2026-12-25", "name": "Christmas Day"}
    other = entered(site())
    with pytest.raises(actions.NoHoliday, match="Boxing Day"):
        corrected(other)


def test_a_holiday_is_taken_back_and_its_history_tells_of_it():
    row = entered(site())
    said = {"row": row, "by": "user:1", "at": AT, "reason": "of another country"}
    actions.drop_holiday(**said)
    assert not Holiday.objects.exists()
    assert Holiday.history.get(history_type="-").history_change_reason == "of another country"
    for act in (lambda: actions.drop_holiday(**said), lambda: corrected(row)):
        with pytest.raises(actions.NoHoliday, match="meanwhile"):
            act()
    assert Entry.objects.filter(verb="holiday.dropped").count() == 1


def test_the_first_holidays_are_declared_once_as_known_since_then():
    north, since = site(), AT - timedelta(days=60)
    for days in ({DAY: "Christmas Day", NEXT: "Boxing Day"}, {date(2027, 1, 1): "New Year's Day"}):
        actions.declare_holidays(site=north, days=days, since=since, by="test", at=AT)
    assert list(Holiday.objects.values_list("day", flat=True)) == [DAY, NEXT]
    assert {one.history_date for one in Holiday.history.all()} == {since}


def test_history_is_on_the_clock_of_the_site():
    made_up = site("made-up", synthetic=True)
    shown = AT + timedelta(days=9)
    Site.objects.filter(pk=made_up.pk).update(clock_real=AT, clock_shown=shown, clock_rate=1)
    made_up.refresh_from_db()
    assert entered(made_up).history.get().history_date == shown
