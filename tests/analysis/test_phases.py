from carepath.analysis import phases
from carepath.frames.spans import empty


def test_a_stage_without_a_phase_is_of_the_department():
    assert phases.by_stage(empty(["a", "b"], ["", "ward"])) == {"a": "department", "b": "ward"}
    assert phases.by_stage(empty(["a"])) == {"a": "department"}


def test_between_two_stages_the_patient_is_where_the_first_was_or_away():
    known = {"door": "department", "bed": "ward", "home": "away"}
    assert phases.between(known, "door", "bed") == "department"
    assert phases.between(known, "bed", "home") == "away"
    assert phases.between(known, "home", "door") == "away"
