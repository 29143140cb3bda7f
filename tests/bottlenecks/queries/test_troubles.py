import pytest

from carepath.bottlenecks import queries
from carepath.bottlenecks.queries import measures, troubles
from carepath.frames.definitions import REGISTER
from carepath.frames.moments import MINUTE

BY_DEFINITION = ("longer_at_hours", "level_shift", "longer_at_night", "longer_in_unit")


def asked(log, key):
    """The first finding of a definition, and its measure."""
    found = next(one for one in queries.findings(log).all if one.definition == key)
    return found, queries.measured(log, key, queries.Asked(finding=found.key))


@pytest.mark.parametrize("key", BY_DEFINITION)
def test_a_difference_recomputes_from_its_times(troubled_log, key):
    found, measure = asked(troubled_log, key)
    assert measure.n == found.seen.n == len(measure.values)
    assert measure.of > measure.n
    (_name, difference), (_interval, limits), (_these, here), *_rest = measure.figures
    assert difference.endswith("min") and "–" in limits and here != "–"
    assert measure.kind == measures.TIME


def test_an_offset_shows_how_far_records_stand_apart(troubled_log):
    found, measure = asked(troubled_log, "clock_offset")
    assert sorted(measure.values.tolist())[len(measure.values) // 2] == found.seen.effect * MINUTE


def test_an_outage_shows_who_waited_in_it(troubled_log):
    found, measure = asked(troubled_log, "outage")
    assert dict(measure.figures)["Length"] in ("4 h 57 min", "5 h 12 min")
    assert measure.values.max() <= found.seen.until - found.seen.at


def test_looks_are_counted(troubled_log):
    measure = queries.measured(troubled_log, "looks", queries.Asked())
    assert measure.figures[0][0] == "Looks"
    assert dict(measure.figures)["Findings"] == "9"


def test_a_finding_that_no_longer_stands_is_not_there(troubled_log):
    with pytest.raises(queries.NotThere, match="no longer stands"):
        queries.measured(troubled_log, "level_shift", queries.Asked(finding="level_shift|x"))
    assert queries.chosen(troubled_log, queries.Asked()) is None
    found = queries.findings(troubled_log).all[1]
    assert queries.chosen(troubled_log, queries.Asked(finding=found.key)) is found


def test_without_a_finding_it_asks_for_one(troubled_log):
    for key in troubles.MEASURES:
        needs = queries.missing(troubled_log, REGISTER[key], queries.Asked())
        assert needs == (() if key == "looks" else ("finding",))
