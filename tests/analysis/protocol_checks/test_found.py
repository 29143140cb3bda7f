"""Results: silent on a whole protocol, blocking where they fail or speak of another content."""

from dataclasses import replace

import pytest
from hypothesis import given

from carepath.analysis.protocol_checks import (
    PASSED,
    WARNED,
    Ground,
    Problem,
    Result,
    blocking,
    checks,
    same_patients,
)
from carepath.frames.protocol import Condition
from tests.analysis.protocols import GROUND, SEPSIS, documents, examples


def test_a_whole_protocol_passes_every_check():
    found = checks(SEPSIS, GROUND)
    assert {result.state for result in found} == {PASSED}
    assert blocking(found) == []
    assert len({result.key for result in found}) == len(found) == 13


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (("sex", "=", "f"), ("sex", "=", "m"), False),
        (("sex", "=", "f"), ("sex", "≠", "f"), False),
        (("sex", "=", "f"), ("sex", "≠", "m"), True),
        (("sex", "=", "f"), ("age", "≥", "18"), True),
    ],
)
def test_conditions_may_keep_two_protocols_apart(one, two, same):
    first, second = (replace(SEPSIS, conditions=(Condition("c", *c),)) for c in (one, two))
    assert same_patients(first, second) is same


def test_stages_that_never_occur_here_only_warn():
    known = Ground(GROUND.today, GROUND.roles, stages=frozenset({"Sepsis flag", "Lactate"}))
    (result,) = [one for one in checks(SEPSIS, known) if one.state == WARNED]
    assert result.key == "stages"
    assert [problem.words["stage"] for problem in result.problems] == ["Antibiotics"]


@examples()
@given(documents())
def test_whatever_was_written_is_checked_without_a_fault_of_ours(document):
    for result in checks(document, GROUND):
        for problem in result.problems:
            assert problem.text % problem.words


@pytest.mark.parametrize(
    ("required", "problems", "stale", "state", "blocks"),
    [
        (True, (), False, "passed", False),
        (True, (Problem("title", "", "x"),), False, "failed", True),
        (False, (Problem("title", "", "x"),), False, "warned", False),
        (True, (), True, "stale", True),
        (False, (), True, "stale", False),
    ],
)
def test_a_stale_result_blocks_like_a_failed_one_where_it_is_required(
    required, problems, stale, state, blocks
):
    result = Result("x", "x", required, problems, stale)
    assert result.state == state
    assert (blocking([result]) == [result]) is blocks
