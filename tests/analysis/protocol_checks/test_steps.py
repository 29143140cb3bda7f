"""Steps: each fault is found where it is."""

from dataclasses import replace

import pytest
from hypothesis import given

from carepath.analysis.protocol_checks import (
    WARNED,
    Ground,
    checks,
    reachable,
    same_patients,
    step_name,
)
from carepath.frames.protocol import Condition, Step
from tests.analysis.faults import is_found, step
from tests.analysis.protocols import GROUND, SEPSIS, documents, examples

FAULTS = [
    ("owners", replace(SEPSIS, owners=()), "owners", "", "No role owns it"),
    ("owners", replace(SEPSIS, owners=("WIZARD",)), "owners", "", "WIZARD is not a role"),
    ("owners", step("treat", role=""), "steps", "treat", "“Give antibiotics” has no role"),
    ("owners", step("treat", action=""), "steps", "treat", "“Antibiotics” has no action"),
    ("graph", step("flag", next=("nowhere",)), "steps", "flag", "leads to nowhere"),
    ("graph", step("treat", next=("flag",)), "steps", "flag", "leads back to itself"),
    ("graph", step("treat", next=("treat",)), "steps", "treat", "leads back to itself"),
    ("graph", step("lactate", next=()), "steps", "treat", "is reached from no other step"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "document", "section", "row_id", "said"), FAULTS)
def test_a_fault_is_found_where_it_is(key, document, section, row_id, said):
    assert is_found(key, document, section, row_id, said)


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


def test_names_and_ways_of_steps():
    steps = {one.id: one for one in SEPSIS.steps}
    assert reachable(steps, "lactate") == {"lactate", "treat"}
    assert step_name(Step("a")) == "a"
    assert step_name(steps["flag"]) == "Raise the flag"
