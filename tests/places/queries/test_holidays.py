"""Reads of public holidays: what was known at a moment, what is next, who entered what."""

from datetime import date, timedelta

import pytest

from carepath.analysis import holidays
from carepath.places import actions, queries
from tests.factories import AT, site
from tests.places.worlds import hana

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TODAY = AT.date()
XMAS = date(2025, 12, 25)


def enter(where, day, name, at=AT, by="user:1"):
    return actions.add_holiday(site=where, day=day, name=name, by=by, at=at, reason="decreed")


def known(where, at):
    found = queries.holidays_known(site=where, at=at)
    return {holidays.day(number): name for number, name in found.items()}


def test_what_was_known_at_a_moment_is_what_was_entered_and_not_taken_back_by_then():
    north, said = site(), {"by": "user:1", "reason": "typed wrong"}
    row = enter(north, XMAS, "Xmas")
    enter(site("south"), TODAY, "Of the south")
    actions.correct_holiday(row=row, day=XMAS, name="Christmas Day", at=AT + 2 * HOUR, **said)
    moved = XMAS + timedelta(days=1)
    actions.correct_holiday(row=row, day=moved, name="Boxing Day", at=AT + 4 * HOUR, **said)
    actions.drop_holiday(row=row, at=AT + 6 * HOUR, **said)
    enter(north, moved, "Second day", at=AT + 8 * HOUR)
    assert [known(north, AT + n * HOUR) for n in (-1, 0, 1, 2, 4, 7, 8)] == [
        {}, {XMAS: "Xmas"}, {XMAS: "Xmas"}, {XMAS: "Christmas Day"}, {moved: "Boxing Day"}, {},
        {moved: "Second day"},
    ]  # fmt: skip


def test_in_brief_the_years_are_counted_and_the_next_is_named():
    north = site()
    assert queries.holidays_in_brief(site=north, today=TODAY).upcoming is None
    for ahead, name in ((-9, "Carnival"), (12, "Spring Day"), (40, "Easter"), (400, "Easter")):
        enter(north, TODAY + timedelta(days=ahead), name)
    found = queries.holidays_in_brief(site=north, today=TODAY)
    assert (found.known, found.year, found.this_year, found.next_year) == (4, 2026, 3, 1)
    assert (found.upcoming.name, found.days) == ("Spring Day", 12)
    found = queries.holidays_in_brief(site=north, today=TODAY + timedelta(days=40))
    assert (found.upcoming.name, found.days) == ("Easter", 0)


def test_pages_go_from_the_latest_back_with_versions_and_earlier_days_of_the_name():
    north, who = site(), hana()
    days = [TODAY + timedelta(days=365 * n) for n in (-2, -1, 0, 1)]
    for day in days:
        row = enter(north, day, "easter " if day == days[0] else "Easter", by=who)
    new = {"day": days[-1] + timedelta(days=9), "name": "Easter", "reason": "it moves"}
    actions.correct_holiday(row=row, by=who, at=AT + HOUR, **new)
    first = queries.holidays_page(site=north, today=TODAY, size=3)
    assert [(one.ahead, one.alike) for one in first.items] == [(374, 3), (0, 2), (-365, 1)]
    assert [(one.day, one.who, one.why) for one in first.items[0].versions] == [
        (new["day"], "Hana", "it moves"), (days[-1], "Hana", "decreed"),
    ]  # fmt: skip
    rest = queries.holidays_page(site=north, today=TODAY, after=first.after, size=3)
    assert [one.row.day for one in rest.items] == [days[0]] and rest.after == ""
    assert not queries.holidays_page(site=north, today=TODAY, after="nonsense").items


def test_those_taken_back_are_told_with_who_and_why():
    north, who = site(), hana()
    for n in range(12):
        row = enter(north, TODAY + timedelta(days=n), f"Day {n}")
        actions.drop_holiday(row=row, by=who, at=AT + n * HOUR, reason="no holiday")
    found = queries.holidays_taken_back(site=north)
    assert [one.name for one in found] == [f"Day {n}" for n in range(11, 1, -1)]
    assert (found[0].who, found[0].why) == ("Hana", "no holiday")
