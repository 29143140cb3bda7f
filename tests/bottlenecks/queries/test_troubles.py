import pytest

from carepath.bottlenecks import queries
from carepath.bottlenecks.queries import measures, troubles
from carepath.frames.definitions import REGISTER
from carepath.frames.moments import MINUTE, from_us
from carepath.journeys.queries import cohorts

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


@pytest.mark.parametrize("key", ["longer_at_hours", "longer_at_night", "longer_in_unit"])
def test_the_list_of_a_finding_holds_all_that_it_counts(troubled_log, key):
    found = next(one for one in queries.findings(troubled_log).every() if one.definition == key)
    measure = queries.measured(troubled_log, key, queries.Asked(finding=found.key))
    shared, now = queries.cohort(troubled_log, found), from_us(troubled_log.now)
    listed = cohorts.chosen(troubled_log.spans, shared, by=None, now=now)
    counted = set(measure.positions.tolist())
    assert len(counted) == found.seen.journeys
    assert counted <= set(listed.tolist())
    assert queries.listed(troubled_log, found) == len(listed)
    assert len(listed) - len(counted) < 0.02 * troubled_log.spans.n_journeys


def test_a_wrong_clock_has_no_list(troubled_log):
    found, _measure = asked(troubled_log, "clock_offset")
    assert queries.cohort(troubled_log, found) is queries.listed(troubled_log, found) is None
