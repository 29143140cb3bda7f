"""What stands of a visit's events: each once, in order, without what was taken back."""

from dataclasses import replace

from carepath.analysis.standing import in_order, standing
from tests.analysis.test_visits import BED, ED, MINUTE, event


def kept(*events, **more):
    return [(one.trigger, one.occurred // MINUTE) for one in standing(in_order(events), **more)[0]]


def test_equal_events_count_once_and_arrival_decides_nothing():
    first, second = event("A01", 1), event("A02", 5)
    again = replace(second, control="again", written=9 * MINUTE)
    assert in_order([again, second, first]) == [first, second]


def test_at_one_moment_openings_come_before_moves_before_the_end():
    assert [one.trigger for one in in_order([event(t, 1) for t in ("A03", "A02", "A01")])] == [
        "A01", "A02", "A03",
    ]  # fmt: skip


def test_numbers_order_only_if_every_event_has_one():
    first, second = (replace(event("A02", 1, place), number=n) for place, n in ((ED, 2), (BED, 1)))
    assert in_order([first, second]) == [second, first]
    assert in_order([first, second, event("A01", 0)])[1:] == sorted(
        (first, second), key=lambda one: one.digest
    )


def test_a_cancel_takes_the_one_at_the_time_it_names_else_the_last_before():
    moves = event("A02", 5, ED), event("A02", 9, BED)
    assert kept(*moves, event("A12", 20)) == [("A02", 5)]
    named = replace(event("A12", 20), occurred=5 * MINUTE)
    assert kept(*moves, named) == [("A02", 9)]


def test_a_cancel_reaches_only_what_it_may():
    found, doubts = standing(in_order([event("A02", 5), event("A12", 9)]), reaches=lambda *_: False)
    assert [one.trigger for one in found] == ["A02"]
    assert doubts == ["A12 waits for what it cancels"]


def test_of_two_numbers_a_cancel_takes_its_own():
    mine, other = event("A02", 5), replace(event("A02", 7, BED), visit="W")
    assert kept(mine, other, event("A12", 9)) == [("A02", 7)]


def test_a_deletion_takes_what_happened_or_was_written_before():
    late = replace(event("A02", 5), written=30 * MINUTE)
    assert kept(event("A01", 1), late, event("A23", 9), event("A01", 20)) == [("A01", 20)]
