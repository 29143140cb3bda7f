from dataclasses import replace

import pytest

from carepath.analysis import troubles
from carepath.analysis.looks import (
    BEYOND_TARGET,
    CLOCK,
    LEVEL_SHIFT,
    NIGHT,
    OUTAGE,
    QUEUE,
    RHYTHM,
    UNIT,
)
from carepath.analysis.looks import Finding as Seen
from carepath.frames.moments import DAY, HOUR

ALL, WORKDAYS = tuple(range(7)), (0, 1, 2, 3, 4)


def a(detector, target="CT", hours=10.0, **more):
    ends = detector, more.pop("kind", "wait"), more.pop("source", ""), target, "department"
    return Seen(*ends, effect=1, unit="min", low=0, high=2, n=30, hours=hours, **more)


def queue(target="CT", days=WORKDAYS, first=8, last=12, **more):
    return a(QUEUE, target, days=days, first_hour=first, last_hour=last, **more)


def night(target="CT", **more):
    return a(NIGHT, target, days=ALL, first_hour=21, last_hour=7, **more)


def test_one_queue_seen_in_several_ways_is_one_sentence():
    tuesdays, doctor = queue(days=(1,)), queue("Doctor", hours=5.0, last=11)
    found = troubles.troubles([(0.01, tuesdays), (0.001, queue(hours=20.0)), (0.02, doctor)])
    assert found == [queue(hours=20.0, also=(tuesdays,)), doctor]


def test_queues_before_the_same_people_at_the_same_time_are_one_headed_by_the_larger():
    large, small = queue("Doctor", place=1, hours=20.0), queue("Review", place=1)
    (head,) = troubles.troubles([(0.01, large), (0.001, small)])
    assert (head.target, head.also) == ("Doctor", (small,))
    apart = [(0.001, large), (0.01, queue("Review", place=1, first=14, last=18))]
    assert len(troubles.troubles(apart)) == 2
    elsewhere = [(0.001, large), (0.01, queue("CT", place=2))]
    assert len(troubles.troubles(elsewhere)) == 2


def test_a_rhythm_goes_beneath_the_queue_or_night_it_comes_from():
    rhythm = queue(days=ALL, hours=99.0)
    rhythm = replace(rhythm, detector=RHYTHM)
    (head,) = troubles.troubles([(1e-9, rhythm), (0.01, queue())])
    assert (head.detector, head.also) == (QUEUE, (rhythm,))


def test_a_slow_night_and_the_queue_of_its_hours_are_one():
    (head,) = troubles.troubles([(1e-9, night()), (0.01, queue(days=ALL, first=0, last=6))])
    assert head.detector == NIGHT
    assert len(troubles.troubles([(1e-9, night()), (0.01, queue())])) == 2


def test_a_wrong_clock_explains_odd_hand_overs_of_its_unit_but_no_waits():
    clock = a(CLOCK, "", kind="hand-over", place=4)
    odd = a(UNIT, "Ward", kind="hand-over", source="Transport", place=4)
    slow, other = a(UNIT, "Transport", place=4), a(UNIT, "Transport", place=5)
    found = troubles.troubles([(1e-9, odd), (1e-5, clock), (1e-9, slow), (1e-9, other)])
    assert sorted(finding.detector for finding in found) == sorted([CLOCK, UNIT, UNIT])
    (head,) = [finding for finding in found if finding.detector == CLOCK]
    assert head.also == (odd,)


def test_what_stops_behind_an_outage_is_part_of_it():
    lab = a(OUTAGE, "Lab", at=0, until=6 * HOUR)
    result = a(OUTAGE, "Result", hours=0.0, at=HOUR, until=7 * HOUR)
    later = a(OUTAGE, "Lab", at=9 * HOUR, until=12 * HOUR)
    found = troubles.troubles([(1e-9, result), (1e-5, lab), (1e-3, later)])
    assert found == [replace(lab, also=(result,)), later] or found == [
        later,
        replace(lab, also=(result,)),
    ]


def test_shifts_of_one_day_are_one():
    one, other = a(LEVEL_SHIFT, at=33 * DAY), a(LEVEL_SHIFT, "Bed", at=32 * DAY)
    assert len(troubles.troubles([(1e-9, one), (1e-5, other)])) == 1
    assert len(troubles.troubles([(1e-9, one), (1e-5, replace(other, at=20 * DAY))])) == 2


def test_beyond_target_leads_then_the_best_of_each_kind_then_hours():
    beyond = a(BEYOND_TARGET, "Antibiotics", hours=1.0)
    large, small = queue(hours=90.0), queue("Doctor", days=(0,), hours=80.0)
    clock = a(CLOCK, "", hours=2.0, place=4)
    found = troubles.ordered([clock, small, large, beyond])
    assert found == [beyond, large, clock, small]


def test_the_hours_of_a_night_go_over_midnight():
    assert troubles.overlap(night(), night()) == 1
    assert troubles.overlap(night(), queue(days=ALL, first=5, last=9)) == pytest.approx(0.5)
    assert troubles.overlap(night(), queue()) == 0
