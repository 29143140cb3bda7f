from carepath.analysis import waits
from carepath.analysis.segments import CAUSES, KINDS, RELATIONS, UNEXPLAINED, Visit


def test_every_word_of_a_segment_is_a_declared_code():
    visits = [Visit("A", 0, 10), Visit("B", 30, 40, requested=20), Visit("C", 32, 35, parent=1)]
    found = waits.attribute_visits(visits, opened=0, closed=50)
    assert {s.kind for s in found.segments} <= set(KINDS)
    assert {s.relation for s in found.segments} <= set(RELATIONS)
    assert {s.cause for s in found.segments} <= {"", *CAUSES}
    assert UNEXPLAINED in CAUSES


def test_the_path_of_a_segment_and_its_line_names_the_stages_around_it():
    visits = [Visit("A", 0, 10), Visit("B", 0, 10, parent=0), Visit("C", 0, 10, parent=1)]
    found = waits.attribute_visits(visits, opened=0, closed=10)
    assert [(s.name, s.path) for s in found.segments] == [("C", ("A", "B"))]
    assert [(line.name, line.path, line.us) for line in found.credits()] == [("C", ("A", "B"), 10)]


def test_a_window_beside_the_journey_is_empty():
    found = waits.attribute_visits([Visit("A", 0, 10)], opened=0, closed=10)
    for window in ((10, 20), (-5, 0), (3, 3)):
        clipped = found.clip(*window)
        assert (clipped.segments, clipped.us) == ((), 0)


def test_lines_are_summed_over_pieces():
    visits = [Visit("A", 0, 10), Visit("B", 10, 20), Visit("A", 20, 25)]
    found = waits.attribute_visits(visits, opened=0, closed=25)
    assert [(line.name, line.us) for line in found.credits()] == [("A", 15), ("B", 10)]
