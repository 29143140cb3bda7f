"""Other protocols in force: for the same patients, and asking for something else."""

from dataclasses import replace
from datetime import date

import pytest

from carepath.analysis.protocol_checks import (
    FAILED,
    PASSED,
    WARNED,
    Ground,
    checks,
    same_patients,
)
from carepath.frames.protocol import Condition, Rule
from tests.analysis.faults import rule
from tests.analysis.protocols import GROUND, SEPSIS


def ground(**others):
    return Ground(date(2026, 3, 2), GROUND.roles, others=others)


def states(document, where):
    return {result.key: result.state for result in checks(document, where)}


def test_another_protocol_for_the_same_patients_warns():
    other = replace(SEPSIS, rules=(Rule("x", "existence", "", "Blood"),))
    found = states(SEPSIS, ground(Other=other))
    assert (found["overlap"], found["others"]) == (WARNED, PASSED)
    elsewhere = states(SEPSIS, ground(Other=replace(other, stage="Stroke alert")))
    assert elsewhere["overlap"] == PASSED


def test_another_protocol_that_asks_for_something_else_stops_it():
    other = rule("within-hour", within_s=7200)
    found = states(SEPSIS, ground(Other=other))
    assert found["others"] == FAILED
    assert states(SEPSIS, ground(Same=SEPSIS))["others"] == PASSED


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
