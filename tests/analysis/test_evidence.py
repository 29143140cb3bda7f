import numpy as np
import pytest

from carepath.analysis import findings
from carepath.analysis.evidence import evidence
from carepath.frames.moments import HOUR, MINUTE, SECOND
from tests.analysis import queues
from tests.analysis.troubled import hospital, pairs


@pytest.fixture(scope="module")
def found():
    spans, now = hospital(1, planted=True)
    told = findings.findings(spans, [], pairs(1, True), now, queues.LONDON)
    return {finding.detector: finding for finding in told.tested}


def of(finding):
    spans, now = hospital(1, planted=True)
    return evidence(finding, spans, pairs(1, True), now, queues.LONDON)


@pytest.mark.parametrize(
    "name", ["queue at certain hours", "level shift", "slower at night", "one unit stands out"]
)
def test_the_medians_recompute(found, name):
    finding = found[name]
    kept = of(finding)
    assert len(kept.us) == len(kept.journey) == finding.n
    assert np.median(kept.us) / SECOND == finding.inside_s
    assert np.median(kept.others) / SECOND == finding.outside_s


def test_the_offset_of_a_clock_recomputes(found):
    finding = found["clock offset"]
    kept = of(finding)
    assert len(kept.us) == finding.n
    assert np.median(kept.us) / MINUTE == finding.effect


def test_the_hours_waited_within_an_outage_recompute(found):
    finding = found["outage"]
    assert of(finding).us.sum() / HOUR == pytest.approx(finding.hours)
