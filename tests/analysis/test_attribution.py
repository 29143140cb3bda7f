from carepath.analysis import attribution
from carepath.analysis.segments import Visit
from carepath.analysis.tracks import ACTIVITY, LOCATION
from carepath.frames.moments import OPEN, UNKNOWN
from tests.analysis.worlds import build


def rows(visits, lens=ACTIVITY, stays=()):
    spans = build([(visits, 0, 100)], stays=stays)
    return attribution.rows_of(spans, 0, lens, None, attribution.coded(spans))


def test_stages_are_ranked_by_name():
    spans = build([([], 0, 1)], stages=["b", "a"], phases={"b": "away"})
    assert attribution.coded(spans) == ([1, 0], ["a", "b"], [False, True])


def test_a_parent_on_the_other_track_is_passed_over():
    visits = [
        Visit("A", 0, 90),
        Visit("ward", 10, 80, parent=0),
        Visit("B", 20, 30, parent=1),
    ]
    assert rows(visits, stays={"ward"}).parent == [-1, 0]
    assert rows(visits, LOCATION, stays={"ward"}).parent == [-1]


def test_recorded_bounds_win_and_now_ends_an_open_journey():
    found = rows([Visit("A", 10, 20), Visit("B", 30, OPEN)])
    assert attribution.bounds(found, 5, OPEN, 50) == (5, 50, True)
    assert attribution.bounds(found, 5, 40, 50) == (5, 40, False)
    assert attribution.bounds(found, UNKNOWN, 40, 50) == (10, 40, False)
    assert attribution.bounds(found, 60, 70, 50) == (60, 60, True)


def test_without_any_start_a_journey_opens_with_its_first_request():
    found = rows([Visit("bed", OPEN, OPEN, 15)])
    assert attribution.bounds(found, UNKNOWN, OPEN, 45) == (15, 45, True)
