from carepath.analysis import milestones
from carepath.bottlenecks.api import outputs
from carepath.frames.moments import MINUTE
from tests.bottlenecks.worlds import NOW, a_log, spans_of

SPANS = spans_of([(0, "A"), (MINUTE, "B")], [(0, "A")], [(0, "A")])


def test_shares_are_null_without_a_target_time():
    log = a_log(SPANS)
    found = outputs.MilestoneOutput(
        milestones.between(SPANS, "A", "B", NOW), context={"log": log}
    ).data
    assert (found["n_source"], found["n_measured"]) == (3, 1)
    assert found["within_s"] is found["n_within"] is found["hours_beyond"] is None
    assert found["share_of_all"] is found["share_of_measured"] is None


def test_the_median_of_all_may_not_be_reached():
    found = outputs.MeasureOutput(milestones.between(SPANS, "A", "B", NOW, MINUTE)).data
    assert found["median_s"] == 60.0
    assert found["median_of_all_s"] is None
    assert found["share_of_all"] == 1 / 3


def test_nobody_with_a_source_gives_nulls():
    found = outputs.MeasureOutput(milestones.between(SPANS, "C", "B", NOW, MINUTE)).data
    assert found["n_source"] == 0
    assert found["median_s"] is found["median_of_all_s"] is found["share_of_all"] is None
