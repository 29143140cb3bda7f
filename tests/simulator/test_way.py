from random import Random

from carepath.simulator.way import Visit, Way
from tests.simulator.worlds import PARAMETERS


def way(kind="ed", number="D0000001"):
    return Way(Visit(number, kind, 0, "P1"), PARAMETERS, Random(number))


def test_a_step_needs_what_comes_before_it():
    made = way()
    first = made.add("arrival")
    second = made.add("registration", first)
    third = made.add("review", (first, second), upon=second)
    assert [step.needs for step in made.steps] == [0, 1, 3]
    assert made.steps[first].then == [second, third] and made.steps[second].upon == [third]
    assert made.steps[second].take > 0 and made.steps[first].take == 0


def test_a_bed_is_asked_for_moved_to_and_cleaned():
    made = way()
    decision, old = made.add("to_admit"), made.add("ed_stay")
    stay = made.bed("ward_stay", "MEA", decision, leaves=old)
    move = made.steps[stay].kept[0]
    assert made.steps[move].since == stay and made.steps[move].then == [~old, ~stay]
    (cleaning,) = made.steps[stay].then
    assert made.steps[cleaning].stage.key == "cleaning" and made.steps[stay].cleaned


def test_times_are_drawn_from_the_patients_own_numbers():
    assert [way().add("ct") for _ in range(2)] == [0, 0]
    one, same, other = way(), way(), way(number="D0000002")
    for made in (one, same, other):
        made.add("ct")
    assert one.steps[0].take == same.steps[0].take != other.steps[0].take


def test_delay_hold_and_end_of_a_stay():
    made = way()
    stay, leaves = made.add("ed_stay"), made.add("ed_left")
    made.delay(leaves, "after_decision")
    made.ends(leaves, stay)
    scan = made.add("ct")
    made.hold(scan, "stroke_ct")
    assert made.steps[leaves].delay > 0 and made.steps[leaves].then == [~stay]
    assert made.steps[scan].hold > 0 and made.steps[scan].rule == "stroke_ct"
    assert not made.chance(0) and made.chance(1)
