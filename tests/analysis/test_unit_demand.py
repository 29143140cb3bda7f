"""Beds that units will need, from stays: against counts by hand and against the exact law."""

from random import Random
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from carepath.analysis import unit_demand
from carepath.analysis.unit_demand import Stays
from carepath.frames.moments import DAY, HOUR, OPEN, UNKNOWN
from carepath.frames.spans import Spans

LONDON = ZoneInfo("Europe/London")
NOW = 1_772_442_000_000_000  # 2026-03-02 09:00 UTC, a Monday
WEEKS = 9


def stays(*rows):
    """Stays as (visit, hours from now to its begin, to its end; None = goes on)."""
    columns = zip(*rows, strict=True) if rows else ((), (), ())
    visit, began, ended = (list(column) for column in columns)
    ended = [OPEN if end is None else NOW + round(end * HOUR) for end in ended]
    began = [NOW + round(begin * HOUR) for begin in began]
    return [np.array(column, np.int64) for column in (visit, began, ended)]


def told(found):
    """The stays again as tuples."""
    back = [None if end == OPEN else (end - NOW) / HOUR for end in found.ended.tolist()]
    return list(zip(found.visit.tolist(), ((found.began - NOW) / HOUR).tolist(), back, strict=True))


def test_what_touches_or_overlaps_is_one_stay():
    rows = [(1, -9, -5), (1, -5, -3), (1, -1, None), (2, -8, -2), (2, -7, -6), (3, -4, -4)]
    Random(1).shuffle(rows)
    assert told(unit_demand.merged(*stays(*rows))) == [(1, -9, -3), (1, -1, None), (2, -8, -2)]
    assert told(unit_demand.merged(*stays())) == []


def test_stays_are_merged_as_by_walking_through_them():
    chance, rows = Random(7), []
    for _ in range(400):
        begin = chance.randint(-500, -1)
        end = None if chance.random() < 0.1 else begin + chance.randint(1, 30)
        rows.append((chance.randint(1, 40), begin, end))
    expected = []
    for visit, begin, end in sorted(rows, key=lambda row: row[:2]):
        last = expected[-1] if expected and expected[-1][0] == visit else None
        if last and (last[2] is None or begin <= last[2]):
            last[2] = None if None in (last[2], end) else max(last[2], end)
        else:
            expected.append([visit, begin, end])
    assert told(unit_demand.merged(*stays(*rows))) == [tuple(row) for row in expected]


def spans(*rows):
    """Spans of one journey each: (unit, asked, start, end, closed) in hours from now."""
    at = lambda hours, none: none if hours is None else NOW + round(hours * HOUR)  # noqa: E731
    n = len(rows)
    return Spans(
        stage=np.zeros(n, np.uint16),
        kind=np.ones(n, np.uint8),
        parent=np.full(n, -1, np.int32),
        unit=np.array([row[0] for row in rows], np.int32),
        requested=np.array([at(row[1], UNKNOWN) for row in rows]),
        start=np.array([at(row[2], OPEN) for row in rows]),
        end=np.array([at(row[3], OPEN) for row in rows]),
        precision=np.ones(n, np.uint8),
        offsets=np.arange(n + 1),
        journey_id=np.arange(n),
        source=np.zeros(n, np.int32),
        opened=np.array([at(row[1] if row[1] is not None else row[2], UNKNOWN) for row in rows]),
        closed=np.array([at(row[4], OPEN) for row in rows]),
    )


def test_a_bed_is_needed_from_the_request_and_never_beyond_the_journey():
    found = spans((5, -9, -7, -1, -1), (5, -3, None, None, None), (5, -4, None, None, -2),
                  (6, None, -8, None, None))  # fmt: skip
    assert told(unit_demand.stays_of(found, np.array([5]))) == [
        (0, -9, -1), (1, -3, None), (2, -4, -2),
    ]  # fmt: skip
    assert told(unit_demand.stays_of(found, np.array([5, 6])))[3] == (3, -8, None)
    assert unit_demand.waiting(found, np.array([5]), NOW) == 1
    assert unit_demand.known_since(found) == NOW - HOUR


def ward(seed=3, rate=0.4, mean=40):
    """Stays of a ward over WEEKS, with those that go on."""
    chance = np.random.default_rng(seed)
    hours = WEEKS * 168
    began = np.repeat(np.arange(-hours, 0), chance.poisson(rate, hours)) + 0.25
    ended = began + chance.exponential(mean, len(began)) + 0.5
    keep = ended > -hours + 24
    rows = zip(range(keep.sum()), began[keep], ended[keep], strict=True)
    return unit_demand.merged(*stays(*rows))


def test_the_mean_is_the_sum_of_both_parts_and_the_law_of_them():
    one, quiet = ward(), unit_demand.merged(*stays((1, -2, None)))
    since = NOW - WEEKS * 168 * HOUR + 30 * HOUR
    found, none = unit_demand.foretell([one, quiet], NOW, LONDON, 48, since=since)
    assert none is None  # two hours are no history
    np.testing.assert_allclose(found.demand.mean, found.staying + found.coming, atol=1e-9)
    np.testing.assert_allclose(found.demand.pmf.sum(1), 1, atol=1e-9)
    assert found.present == one.present(NOW).sum()
    assert (np.diff(found.staying) < 0).all() and found.staying[0] < found.present
    # Steady arrivals and departures: soon the ward holds rate × mean stay, as Little says.
    assert found.demand.mean[-1] == pytest.approx(0.4 * 40, rel=0.25)
    assert not found.short_history and found.weeks > 8
    leaving = found.leaving.of_width(12)
    assert leaving.ends.tolist() == [12, 24, 36, 48]
    assert leaving.law.mean.sum() > found.present - found.staying[-1]
    # As many leave as come: the rate of a steady ward.
    assert leaving.law.mean.mean() == pytest.approx(0.4 * 12, rel=0.25)
    short = unit_demand.foretell([one], NOW, LONDON, 3, since=since)[0]
    assert short.leaving is None and len(short.demand.pmf) == 3
    alone = unit_demand.foretell([one], NOW, LONDON, 48, since=NOW - 60 * HOUR)[0]
    assert alone.short_history


def test_a_holiday_changes_who_comes_and_not_who_leaves():
    one, since = ward(rate=4.0, mean=10), NOW - WEEKS * 168 * HOUR + 30 * HOUR
    monday = NOW // DAY
    gone = (one.began // DAY == monday - 21) & (np.arange(len(one.began)) % 2 == 0)
    thinned = Stays(*(part[~gone] for part in (one.visit, one.began, one.ended)))
    days = {monday - 21: 1, monday + 1: 1}
    usual, found = (
        unit_demand.foretell([thinned], NOW, LONDON, 48, since=since, special=special)[0]
        for special in ({}, days)
    )
    np.testing.assert_array_equal(found.staying, usual.staying)
    lesson = found.lessons[1]
    assert (lesson.alike, lesson.begun) == (1, False) and lesson.factor < 0.85
    assert found.coming[20] < usual.coming[20] * 0.95  # the holiday begins after fifteen hours
    assert found.coming[10] == pytest.approx(usual.coming[10], rel=0.03)


def test_arrivals_are_looked_at_for_longer_than_stays():
    one, since = ward(), NOW - 3 * 168 * HOUR
    longer = NOW - 8 * 168 * HOUR
    short, whole = (
        unit_demand.foretell([one], NOW, LONDON, 24, since=since, came_since=came)[0]
        for came in (None, longer)
    )
    assert (short.weeks, whole.weeks) == pytest.approx((3, 8), abs=0.1)
    np.testing.assert_array_equal(short.staying, whole.staying)


def test_nothing_later_than_now_enters():
    one = ward()
    later = Stays(
        np.append(one.visit, [9001, 9002]),
        np.append(one.began, [NOW + 1, NOW + 3 * HOUR]),
        np.append(np.where(one.ended > NOW, NOW + 2 * HOUR, one.ended), [OPEN, OPEN]),
    )
    since = NOW - 8 * 168 * HOUR
    first, second = (
        unit_demand.foretell([each], NOW, LONDON, 24, since=since)[0] for each in (one, later)
    )
    np.testing.assert_array_equal(first.demand.pmf, second.demand.pmf)


def test_who_left_before_anything_was_recorded_is_not_missed():
    """From the middle on a ward looks as it does to a feed that began there."""
    one, begins = ward(rate=0.8), NOW - 5 * 168 * HOUR
    seen = one.ended > begins
    fed = Stays(one.visit[seen], one.began[seen], one.ended[seen])
    whole, part = (
        unit_demand.foretell([each], NOW, LONDON, 24, since=begins)[0] for each in (one, fed)
    )
    np.testing.assert_array_equal(whole.demand.pmf, part.demand.pmf)


def test_a_change_of_the_mean_is_told_by_its_causes():
    one, since, elapsed = ward(), NOW - 8 * 168 * HOUR, 3
    then = NOW - elapsed * HOUR
    before = unit_demand.foretell([one], then, LONDON, 24, since=since)[0]
    after = unit_demand.foretell([one], NOW, LONDON, 24, since=since)[0]
    still, both = unit_demand.still_here(one, then, NOW, LONDON, 24, since=since)
    assert both == (one.present(NOW) & one.present(then)).sum()
    change = unit_demand.change(
        (before.staying, before.coming), after, elapsed=elapsed, still=still, both=both
    )
    moved = after.demand.mean[: 24 - elapsed] - before.demand.mean[elapsed:]
    np.testing.assert_allclose(change.total, moved, atol=1e-9)
    # One more left than was expected to: that one is missing, for as long as it would have stayed.
    gone = unit_demand.change(
        (before.staying, before.coming), after, elapsed=elapsed, still=still,
        both=before.staying[elapsed - 1] - 1,
    ).discharges  # fmt: skip
    assert gone[0] < 0 and abs(gone[0]) <= 1
    nobody = unit_demand.merged(*stays())
    zeros, none = unit_demand.still_here(nobody, then, NOW, LONDON, 24, since=since)
    assert none == 0 and not zeros.any()


def test_the_census_counts_who_is_there_at_the_end_of_each_hour():
    found = unit_demand.merged(*stays((1, -5, -1.5), (2, -2.25, None), (3, -0.5, 3)))
    count = unit_demand.census(found, NOW - 6 * HOUR, 8)
    by_hand = [
        sum(b <= end < (e if e is not None else 99) for _, b, e in told(found))
        for end in range(-5, 3)
    ]
    assert count.tolist() == by_hand == [1, 1, 1, 2, 1, 2, 2, 2]


def test_who_left_ended_after_one_moment_and_by_another():
    found = unit_demand.merged(*stays((1, -5, -2), (2, -4, -1), (3, -3, 0), (4, -2, None)))
    assert unit_demand.left(found, NOW - 2 * HOUR, NOW) == 2
    assert unit_demand.left(found, NOW - 3 * HOUR, NOW) == 3
    assert unit_demand.left(found, NOW, NOW + 9 * HOUR) == 0


def test_hours_are_counted_from_a_monday_on_the_wall():
    summer = np.array([1_782_720_000_000_000])  # 2026-06-29 08:00 UTC, a Monday
    assert int(unit_demand.clock_hours(summer, LONDON)[0]) % 168 == 9
    known = unit_demand.known_at(Stays(*stays((1, -9, -8), (2, -3, 2))), NOW - 5 * HOUR, NOW)
    assert told(known) == [(2, -3, None)]
