import pytest

from carepath.simulator.agenda import Agenda


def agenda(seen, starts=0):
    return Agenda(starts, (lambda one, two: seen.append((one, two)),))


def test_what_is_due_happens_in_order_and_changes_come_first():
    seen = []
    made = agenda(seen)
    made.put(5, 0, "b", 1)
    made.put(5, 0, "c", 2)
    made.put(5, 0, "a", 0, first=True)
    made.put(4, 0, "z", 9)
    made.run_until(6)
    assert seen == [("z", 9), ("a", 0), ("b", 1), ("c", 2)]
    assert made.now == 6 and isinstance(made.now, int)


def test_a_stop_leaves_what_is_due_at_that_instant():
    seen = []
    made = agenda(seen)
    made.put(5, 0, "x")
    made.run_until(5)
    assert seen == [] and made.now == 5
    made.run_until(5)
    assert seen == []
    made.run_until(6)
    assert seen == [("x", None)]


def test_entries_put_back_in_their_order_happen_in_the_same_order():
    seen, again = [], []
    made = agenda(seen)
    for name in "abc":
        made.put(7, 0, name)
    made.put(7, 0, "first", first=True)
    made.run_until(3)
    other = agenda(again, starts=3)
    for at, first, what, one, two in made.entries():
        other.put(at, what, one, two, first)
    made.run_until(9)
    other.run_until(9)
    assert again == seen and len(seen) == 4


def test_nothing_is_due_in_the_past():
    made = agenda([])
    made.run_until(5)
    with pytest.raises(ValueError, match="past"):
        made.put(4, 0)
