"""Verdicts: at the limit, open and closed, and final ones that never flip."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carepath.analysis import milestones
from carepath.analysis.conformance import (
    EXCUSED,
    SATISFIED,
    UNDECIDED,
    VACUOUS,
    VERDICTS,
    VIOLATED,
    eligible,
    judge,
)
from carepath.analysis.segments import Visit
from carepath.frames.moments import MINUTE, OPEN, SECOND, UNKNOWN
from carepath.frames.protocol import RULE_KINDS, Rule
from carepath.frames.spans import empty
from tests.analysis.worlds import build, random_journey

FLAG, DRUG, OTHER = "Flag", "Drug", "Other"
HOUR_RULE = Rule("r", "response", FLAG, DRUG, 3600)


def point(stage, minute):
    return Visit(stage, minute * MINUTE, minute * MINUTE)


def visit(stage, start, end):
    return Visit(stage, start * MINUTE, end * MINUTE if end is not None else OPEN)


def world(*visits, closed=None, stays=()):
    end = OPEN if closed is None else closed * MINUTE
    return build([(list(visits), 0, end)], stages=[FLAG, DRUG, OTHER], stays=stays)


def verdict(rule, *visits, now, closed=None):
    return VERDICTS[judge(world(*visits, closed=closed), rule, now * MINUTE).verdict[0]]


@pytest.mark.parametrize(
    ("given_at", "now", "closed", "said"),
    [
        (70, 500, 500, "satisfied"),  # exactly at the limit
        (71, 500, 500, "violated"),
        (None, 71, None, "violated"),
        (None, 70, None, "not yet decidable"),
        (None, 40, None, "not yet decidable"),
        (None, 40, 40, "violated"),  # closed without it
        (50, 40, None, "not yet decidable"),  # not known yet
        (5, 500, 500, "violated"),  # before the flag is no answer to it
    ],
)
def test_within_an_hour_of_a_flag_at_ten(given_at, now, closed, said):
    drug = [] if given_at is None else [point(DRUG, given_at)]
    assert verdict(HOUR_RULE, point(FLAG, 10), *drug, now=now, closed=closed) == said


@pytest.mark.parametrize(("closed", "said"), [(None, "not yet decidable"), (40, "vacuous")])
def test_without_a_flag_nothing_is_asked(closed, said):
    assert verdict(HOUR_RULE, point(DRUG, 5), now=60, closed=closed) == said


def test_the_first_flag_counts():
    late = (point(FLAG, 0), point(FLAG, 50), point(DRUG, 80))
    assert verdict(HOUR_RULE, *late, now=500, closed=500) == "violated"


def test_a_response_without_a_limit_is_due_at_no_moment():
    rule = Rule("r", "response", FLAG, DRUG, 0)
    assert verdict(rule, point(FLAG, 0), now=9_000) == "not yet decidable"
    assert verdict(rule, point(FLAG, 0), point(DRUG, 8_000), now=9_000) == "satisfied"


def test_what_was_due_and_what_happened_are_kept():
    found = judge(world(point(FLAG, 10), point(DRUG, 90), closed=99), HOUR_RULE, 500 * MINUTE)
    moments = [int(column[0]) // MINUTE for column in (found.trigger, found.due, found.met)]
    assert moments == [10, 70, 90]


CASES = {
    "existence": [
        ([point(DRUG, 5)], None, "satisfied"),
        ([point(FLAG, 5)], None, "not yet decidable"),
        ([point(FLAG, 5)], 60, "violated"),
    ],
    "at_most_once": [
        ([point(DRUG, 5), point(DRUG, 6)], None, "violated"),
        ([point(DRUG, 5)], None, "not yet decidable"),
        ([point(DRUG, 5)], 60, "satisfied"),
        ([point(FLAG, 5)], 60, "vacuous"),
    ],
    "precedence": [
        ([point(FLAG, 5), point(DRUG, 6)], None, "satisfied"),
        ([point(FLAG, 5), point(DRUG, 5)], None, "satisfied"),
        ([point(DRUG, 5), point(FLAG, 6)], None, "violated"),
        ([point(DRUG, 5)], None, "violated"),
        ([point(FLAG, 5)], None, "not yet decidable"),
        ([point(FLAG, 5)], 60, "vacuous"),
    ],
    "not_before": [
        ([point(FLAG, 5), point(DRUG, 35)], None, "satisfied"),
        ([point(FLAG, 5), point(DRUG, 34)], None, "violated"),
        ([point(DRUG, 1), point(FLAG, 5)], None, "not yet decidable"),
        ([point(DRUG, 1), point(FLAG, 5)], 60, "vacuous"),
    ],
    "max_duration": [
        ([visit(DRUG, 5, 35)], None, "satisfied"),
        ([visit(DRUG, 5, 36)], None, "violated"),
        ([visit(DRUG, 5, None)], None, "violated"),
        ([visit(DRUG, 50, None)], None, "not yet decidable"),
        ([visit(DRUG, 50, None)], 55, "violated"),
        ([point(FLAG, 5)], 60, "vacuous"),
    ],
}


@pytest.mark.parametrize(
    ("kind", "visits", "closed", "said"),
    [(kind, *case) for kind, cases in CASES.items() for case in cases],
)
def test_each_kind_of_rule(kind, visits, closed, said):
    rule = Rule("r", kind, FLAG, DRUG, 30 * 60)
    assert verdict(rule, *visits, now=60, closed=closed) == said


def test_every_kind_has_cases():
    assert {*CASES, "response"} == set(RULE_KINDS)


def test_a_rule_may_lead_from_a_stay_to_an_act():
    spans = world(visit(FLAG, 0, 90), point(DRUG, 30), closed=99, stays=(FLAG,))
    assert judge(spans, HOUR_RULE, 500 * MINUTE).verdict.tolist() == [SATISFIED]


def tidy(rng):
    """A journey in seconds whose spans lie within it."""
    visits, opened, *_ = random_journey(rng, tidy=True)
    last = max([opened, *(visit.end for visit in visits)])
    closed = OPEN if rng.random() < 0.4 else (last + int(rng.integers(0, 9))) * SECOND
    told = [
        replace(v, start=v.start * SECOND, end=v.end * SECOND, requested=UNKNOWN) for v in visits
    ]
    return told, opened * SECOND, closed


RULES = st.builds(
    Rule,
    st.just("r"),
    st.sampled_from(RULE_KINDS),
    st.sampled_from("ABC"),
    st.sampled_from("ABC"),
    st.integers(0, 12),
)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32), RULES, st.integers(0, 60), st.integers(0, 60))
def test_a_final_verdict_never_flips_as_time_passes(seed, rule, one, two):
    rng = np.random.default_rng(seed)
    spans = build([tidy(rng) for _ in range(5)], stages=list("ABCR"))
    early, late = (judge(spans, rule, now * SECOND).verdict for now in sorted((one, two)))
    final = early != UNDECIDED
    assert (late[final] == early[final]).all()


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 60))
def test_a_response_is_the_milestone_pair(seed, now):
    rng = np.random.default_rng(seed)
    spans = build([random_journey(rng)[:3] for _ in range(5)], stages=list("ABCR"))
    found = judge(spans, Rule("r", "response", "A", "B"), now)
    pair = milestones.between(spans, "A", "B", now)
    assert ((found.trigger != OPEN) == (pair.state != milestones.NO_SOURCE)).all()
    assert ((found.met != OPEN) == (pair.state == milestones.MEASURED)).all()
    both = found.met != OPEN
    assert ((found.met - found.trigger)[both] == pair.elapsed[both]).all()


def several():
    """Satisfied, late, never, vacuous, open."""
    journeys = [
        ([point(FLAG, 0), point(DRUG, 9)], 0, 500 * MINUTE),
        ([point(FLAG, 0), point(DRUG, 90)], 0, 500 * MINUTE),
        ([point(FLAG, 0)], 0, 500 * MINUTE),
        ([point(OTHER, 0)], 0, 500 * MINUTE),
        ([point(FLAG, 470)], 0, OPEN),
    ]
    return build(journeys, stages=[FLAG, DRUG, OTHER])


def test_shares_of_all_triggered_and_of_those_measured():
    found = judge(several(), HOUR_RULE, 500 * MINUTE)
    assert found.verdict.tolist() == [SATISFIED, VIOLATED, VIOLATED, VACUOUS, UNDECIDED]
    assert found.n_never == 1
    assert found.of_triggered[:2] == (1, 3)
    assert found.of_measured[:2] == (1, 2)
    assert found.of_triggered.low < 1 / 3 < found.of_triggered.high


def test_only_a_violation_can_be_excused():
    everybody = np.ones(5, bool)
    found = judge(several(), HOUR_RULE, 500 * MINUTE).excusing(everybody)
    assert found.verdict.tolist() == [SATISFIED, EXCUSED, EXCUSED, VACUOUS, UNDECIDED]
    assert found.of_triggered[:2] == (1, 1)
    assert found.only(np.array([1, 1, 0, 0, 0], bool)).count(EXCUSED) == 1


def test_eligible_from_a_stage_or_from_the_opening():
    spans = several()
    assert (eligible(spans, FLAG, 500 * MINUTE) // MINUTE).tolist()[:3] == [0, 0, 0]
    assert eligible(spans, FLAG, 469 * MINUTE)[[3, 4]].tolist() == [OPEN, OPEN]
    assert eligible(spans, "", 500 * MINUTE).tolist() == [0] * 5
    assert eligible(spans, "", -1).tolist() == [OPEN] * 5


@pytest.mark.parametrize("kind", RULE_KINDS)
def test_no_journeys_and_unknown_stages_are_no_error(kind):
    rule = Rule("r", kind, "nowhere", "nothing", 60)
    assert len(judge(empty(), rule, 0).verdict) == 0
    assert VERDICTS[judge(several(), rule, 500 * MINUTE).verdict[0]] in ("vacuous", "violated")


def test_antibiotics_in_the_real_log(sepsis):
    rule = Rule("r", "response", "ER Sepsis Triage", "IV Antibiotics", 3600)
    found = judge(sepsis, rule, int(sepsis.closed.max()) + 1)
    counts = [found.count(code) for code in (SATISFIED, VIOLATED, VACUOUS)]
    assert (counts, found.n_never) == ([342, 707, 1], 226)
