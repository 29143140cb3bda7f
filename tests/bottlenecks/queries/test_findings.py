from importlib import import_module

import pytest

from carepath.bottlenecks import queries
from carepath.frames.mapping import Target
from carepath.frames.moments import HOUR, SECOND
from tests.bottlenecks.worlds import a_log, spans_of

MODULE = import_module("carepath.bottlenecks.queries.findings")

HOME = Target("Release A", "Return ER", 3600)


def test_findings_begin_beyond_target_and_carry_effect_n_and_interval(sepsis_log):
    first, *rest = [finding.seen for finding in queries.findings(sepsis_log).all]
    assert first.detector == "beyond target"
    assert first.low < first.effect < first.high
    assert first.n == 823
    assert "largest hours" in {finding.detector for finding in rest}


def test_a_target_into_an_away_stage_is_no_finding_nor_is_any_time_away(sepsis_log):
    log = a_log(sepsis_log.spans, targets=[HOME])
    for finding in queries.findings(log).every():
        assert "Return ER" not in (finding.seen.source, finding.seen.target)


def test_few_journeys_give_an_answer_without_a_finding():
    found = queries.answer(a_log(spans_of([(0, "A"), (HOUR, "B")])))
    assert (found.journeys, found.times.between, found.leading) == (1, HOUR, None)


def test_the_answer_adds_up(sepsis_log):
    found = queries.answer(sepsis_log)
    total = queries.summary(sepsis_log).length.total
    assert found.times.all == pytest.approx(total * SECOND)
    assert (found.journeys, found.open, found.intervals) == (1050, 0, False)
    assert found.leading.seen.target == "IV Antibiotics"


def test_only_findings_about_a_declared_pair_name_a_milestone(sepsis_log):
    first, *rest = queries.findings(sepsis_log).all
    assert first.is_beyond
    assert first.milestone.n_within == 342
    assert all(one.milestone is None for one in rest if one.seen.kind != "milestone")


def test_findings_of_a_unit_carry_its_name_and_ten_are_shown(troubled_log):
    found = queries.findings(troubled_log)
    named = {one.definition: one.unit for one in found.first if one.seen.place}
    assert named["longer_in_unit"] == "Medicine C"
    assert named["clock_offset"] in ("X-ray", "Medicine B")
    assert len(found.first) == 10
    assert found.first + found.rest == found.all
    assert found.tested == 9
    keys = [one.key for one in found.every()]
    assert len(set(keys)) == len(keys)


def test_what_the_same_trouble_was_also_seen_in_stands_once(troubled_log):
    by_stage = {one.seen.target: one for one in queries.findings(troubled_log).all}
    assert len(by_stage["Lab"].also) == 1  # its starts and its ends
    assert by_stage["Lab"].others == ()


def test_of_a_large_log_the_first_line_waits_for_no_detector(sepsis_log, monkeypatch):
    monkeypatch.setattr(MODULE, "QUICK", 0)
    assert not queries.are_quick(sepsis_log)
    monkeypatch.setattr(MODULE.analysis, "findings", lambda *_: pytest.fail("looked"))
    leading = queries.answer(sepsis_log).leading
    assert (leading.is_beyond, leading.milestone.n_within) == (True, 342)
    monkeypatch.undo()
    queries.findings(sepsis_log)
    monkeypatch.setattr(MODULE, "QUICK", 0)
    assert queries.are_quick(sepsis_log)
    bare = a_log(sepsis_log.spans)
    assert queries.answer(bare).leading is None
