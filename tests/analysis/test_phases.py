from carepath.analysis import phases
from carepath.analysis.segments import Visit
from carepath.frames.moments import OPEN
from carepath.frames.spans import empty
from tests.analysis.worlds import build

PHASES = {"lab": "with_patient", "bed": "ward", "home": "away"}


def where(*visits, stays=()):
    """Where the patient is during each lab."""
    spans = build([(visits, 0, OPEN)], phases=PHASES, stays=stays)
    rows = spans.stage == spans.stages.index("lab")
    return [phases.PLACES[code] for code in phases.places(spans)[rows]]


def test_a_stage_without_a_phase_is_of_the_department():
    assert phases.by_stage(empty(["a", "b"], ["", "ward"])) == {"a": "department", "b": "ward"}
    assert phases.by_stage(empty(["a"])) == {"a": "department"}


def test_between_two_stages_the_patient_is_where_the_first_was_or_away():
    known = {"door": "department", "bed": "ward", "home": "away"}
    assert phases.between(known, "door", "bed") == "department"
    assert phases.between(known, "bed", "home") == "away"
    assert phases.between(known, "home", "door") == "away"


def test_what_is_done_with_the_patient_is_where_the_latest_stage_is():
    lab = [Visit("lab", at, at) for at in (0, 2, 4, 6)]
    around = [Visit("door", 1, 1), Visit("bed", 3, 3), Visit("home", 5, 5)]
    assert where(*lab, *around) == ["department", "department", "ward", "ward"]


def test_a_stay_around_it_says_more_than_the_latest_stage():
    visits = [Visit("bed", 0, 10), Visit("door", 2, 3), Visit("lab", 4, 5), Visit("lab", 12, 13)]
    assert where(*visits, stays=("bed",)) == ["ward", "department"]


def test_another_journey_says_nothing():
    spans = build([([Visit("bed", 0, 1)], 0, 1), ([Visit("lab", 0, 1)], 0, 1)], phases=PHASES)
    assert phases.places(spans).tolist() == [1, 0]


def test_as_one_it_is_where_it_mostly_is():
    visits = [Visit("bed", 0, 0), Visit("lab", 1, 1), Visit("lab", 2, 2)]
    spans = build([(visits, 0, 9), ([Visit("lab", 0, 0)], 0, 9)], phases=PHASES)
    assert phases.by_stage(spans) == {"bed": "ward", "lab": "ward"}
