"""Writes of the shift calendar: refused when it is none, kept with its versions."""

from datetime import date, timedelta

import pytest

from carepath.analysis.shifts import Hours
from carepath.audit.models import Entry
from carepath.places import actions
from carepath.places.models import ShiftCalendar
from tests.factories import AT, site
from tests.places.worlds import SINCE, THREE, hana, with_shifts

pytestmark = pytest.mark.django_db
TWO = (Hours("day", 480, 1200), Hours("night", 1200, 480, night=True))


def calendar(where, since_on=SINCE, hours=THREE, whole_day=True, by="user:1"):
    return actions.set_calendar(
        site=where,
        since_on=since_on,
        hours=hours,
        whole_day=whole_day,
        by=by,
        at=AT,
        reason="agreed",
    )


def test_a_calendar_is_set_changed_and_kept_with_who_and_why():
    north, who = site(), hana()
    row = calendar(north, by=who)
    assert calendar(north, by=who) == row
    assert row.history.count() == 1  # the same again changes nothing
    calendar(north, hours=TWO, by=who)
    assert [one["name"] for one in ShiftCalendar.objects.get().shifts] == ["night", "day"][::-1]
    last = row.history.first()
    assert (last.history_user, last.history_change_reason) == (who, "agreed")
    verbs = Entry.objects.filter(site="north").values_list("verb", flat=True)
    assert sorted(verbs) == ["calendar.changed", "calendar.set"]


@pytest.mark.parametrize(
    ("hours", "whole_day", "said"),
    [
        ((), True, "Write at least one shift."),
        (TWO[:1], True, "From 20:00 to 08:00 there is no shift"),
        ((TWO[0], Hours("night", 1200, 540, night=True)), True, "“night” ends at 09:00"),
        (TWO * 2, True, "Two shifts are called “day”"),
    ],
)
def test_what_is_no_calendar_is_refused_and_nothing_is_written(hours, whole_day, said):
    with pytest.raises(actions.NoCalendar, match=said):
        calendar(site(), hours=hours, whole_day=whole_day)
    assert not ShiftCalendar.objects.exists() and not Entry.objects.exists()


def test_hours_without_a_shift_are_meant_where_it_says_so():
    assert calendar(site(), hours=TWO[:1], whole_day=False).whole_day is False


def test_a_calendar_that_has_begun_stays_and_one_to_come_can_go():
    north = site()
    today = AT.date()
    with pytest.raises(actions.NoCalendar, match="has begun"):
        actions.drop_calendar(row=calendar(north, today), by=hana(), at=AT, reason="no")
    later = calendar(north, today + timedelta(days=1), TWO)
    actions.drop_calendar(row=later, by="user:1", at=AT, reason="not agreed")
    assert ShiftCalendar.objects.get().since_on == today
    assert ShiftCalendar.history.filter(history_type="-").get().since_on == date(2026, 3, 3)
    assert Entry.objects.filter(verb="calendar.dropped").count() == 1


def test_the_first_calendar_is_declared_once():
    north = with_shifts()
    actions.declare_calendar(site=north, since_on=AT.date(), hours=TWO, by="test", at=AT)
    assert ShiftCalendar.objects.get().since_on == SINCE
