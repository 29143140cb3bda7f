from dataclasses import replace

import numpy as np
import pytest

from carepath.analysis import findings, flow, milestones
from carepath.analysis.looks import Look
from carepath.frames.moments import DAY, MINUTE
from tests.analysis import queues
from tests.analysis.conftest import AMSTERDAM
from tests.analysis.doors import pair, world
from tests.analysis.test_troubles import queue
from tests.analysis.troubled import hospital, pairs

PLACED = ("clock offset", "one unit stands out")
PLANTED = {
    ("queue at certain hours", "CT", None),
    ("queue at certain hours", "ED doctor", None),
    ("level shift", "CT", None),
    ("outage", "Lab", None),
    ("slower at night", "Consult", None),
    ("clock offset", "", 4),
    ("clock offset", "", 12),
    ("one unit stands out", "Transport", 13),
}


def of(seed, planted):
    spans, now = hospital(seed, planted)
    return findings.findings(
        spans, flow.edges(spans, now), pairs(seed, planted), now, queues.LONDON
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_every_planted_trouble_is_among_the_first_ten(seed):
    found = of(seed, True)
    first = {
        (f.detector, f.target, f.place if f.detector in PLACED else None) for f in found.all[:10]
    }
    assert first >= PLANTED
    assert all(finding.q <= findings.Q for finding in found.tested)
    assert all(finding.low <= finding.high for finding in found.tested)


def test_calm_queues_are_silent():
    spoken = 0
    for seed in range(6):
        spans, now = hospital(seed, False)
        found = findings.findings(spans, [], pairs(seed)[:0], now, queues.LONDON)
        spoken += bool(found.tested)
        assert found.looks > 70
    assert spoken <= 1


def test_shuffled_labels_are_silent():
    spans, now = hospital(1, True)
    rng = np.random.default_rng(3)
    stays = spans.requested != np.iinfo(np.int64).min
    waits = (spans.start - spans.requested)[stays]
    start = spans.start.copy()
    start[stays] = spans.requested[stays] + rng.permutation(np.clip(waits, 0, DAY))
    shuffled = replace(spans, start=start, end=start, unit=np.full(spans.n_spans, -1, np.int32))
    found = findings.findings(shuffled, [], [], now, queues.LONDON)
    assert found.tested == ()


def test_all_looks_together_are_corrected():
    strong, weak = Look(0.001, queue()), Look(0.04, queue("Doctor"))
    assert len(findings.reported([strong, weak])) == 2
    among = findings.reported([strong, weak, *[Look(1.0, None)] * 40])
    assert [finding.target for _p, finding in among] == ["CT"]
    assert among[0][1].q == pytest.approx(0.042)


def test_nothing_is_a_result():
    spans = world(5)
    found = findings.findings(spans, flow.edges(spans), [], 1000 * DAY, AMSTERDAM)
    assert found.all == ()


def test_largest_hours_are_not_told_again_of_a_stage_that_is_a_finding():
    spans = world()
    found = findings.findings(
        spans, flow.edges(spans), [pair(spans, "door", "doctor", MINUTE)], 1000 * DAY, AMSTERDAM
    )
    assert [f.detector for f in found.all] == ["beyond target", "largest hours"]
    assert found.described[0].target == "bed"


def test_the_first_finding_of_the_real_log_is_the_antibiotic_and_none_is_away(sepsis):
    now = int(sepsis.closed.max()) + DAY
    edges = flow.edges(sepsis)
    target = milestones.between(sepsis, "ER Sepsis Triage", "IV Antibiotics", now, 60 * MINUTE)
    found = findings.findings(sepsis, edges, [target], now, AMSTERDAM)
    first = found.all[0]
    assert (first.source, first.target) == ("ER Sepsis Triage", "IV Antibiotics")
    assert (round(first.effect), first.n) == (960, 823)
    told = [f for head in found.all for f in (head, *head.also)]
    assert all("Return ER" not in (f.source, f.target) and f.phase != "away" for f in told)
    assert {f.kind for f in told} <= {"milestone", "hand-over"} or all(
        f.detector == "outage" for f in told if f.kind == "wait"
    )
