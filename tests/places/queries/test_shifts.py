"""Reads of the shift calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest

from carepath.frames.moments import HOUR
from carepath.places import actions, queries
from tests.factories import AT, site
from tests.places.worlds import SINCE, THREE, hana, with_shifts

pytestmark = pytest.mark.django_db


def test_this_shift_last_night_and_tonight_are_those_of_the_sites_clock():
    found = queries.shift_windows(site=with_shifts(), at=AT)  # 10:00 in Amsterdam
    assert (found.this.name, found.next.name) == ("early", "late")
    assert found.last_night.end == found.this.start
    assert found.tonight.day == date(2026, 3, 2)
    assert queries.shift_windows(site=site("south"), at=AT).this is None
    assert queries.night_hours(site=site(), at=AT) == (23, 7)
    assert queries.night_hours(site=site("south"), at=AT) is None


def test_the_nights_on_which_clocks_change_are_told_ahead():
    found = queries.odd_shifts(site=with_shifts(), at=AT)
    assert [(one.day, one.length // HOUR) for one in found] == [
        (date(2026, 3, 28), 7), (date(2026, 10, 24), 9),
    ]  # fmt: skip


def test_calendars_say_from_when_to_when_they_hold_and_who_set_them():
    north = with_shifts()
    later = AT.date() + timedelta(days=30)
    who = hana()
    for hours, whole_day, why in ((THREE, True, "trial"), (THREE[:1], False, "closed at night")):
        actions.set_calendar(
            site=north, since_on=later, hours=hours, whole_day=whole_day, by=who, at=AT, reason=why
        )
    new, old = queries.kept_calendars(site=north, at=AT)
    assert (old.state, old.until, old.row.since_on) == (queries.IN_FORCE, later, SINCE)
    assert (new.state, new.until) == (queries.TO_COME, None)
    assert [(one.who, one.why, one.whole_day) for one in new.versions] == [
        ("Hana", "closed at night", False), ("Hana", "trial", True),
    ]  # fmt: skip
    assert new.gaps == [("15:00", "07:00")]
    after = datetime(2026, 5, 1, tzinfo=UTC)
    assert [one.state for one in queries.kept_calendars(site=north, at=after)] == [
        queries.IN_FORCE, queries.PAST,
    ]  # fmt: skip
    assert [one.since for one in queries.calendars(site=north)] == [SINCE, later]
    assert queries.calendars(site=north)[1].hours == THREE[:1]
