"""Each check: silent on a whole protocol, loud on its own fault, and where it says that it is."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from carepath.analysis.protocol_checks import (
    FAILED,
    PASSED,
    WARNED,
    Ground,
    blocking,
    checks,
    reachable,
    same_patients,
    step_name,
)
from carepath.frames.protocol import Condition, Rule, Step
from tests.analysis.protocols import GROUND, SEPSIS, documents, examples, with_row


def test_a_whole_protocol_passes_every_check():
    found = checks(SEPSIS, GROUND)
    assert {result.state for result in found} == {PASSED}
    assert blocking(found) == []
    assert len({result.key for result in found}) == len(found) == 13


def step(row_id, **fields):
    return with_row(SEPSIS, "steps", row_id, **fields)


def rule(row_id, **fields):
    return with_row(SEPSIS, "rules", row_id, **fields)


def dose(**fields):
    return with_row(SEPSIS, "doses", "first", **fields)


def more_rules(*rules):
    return replace(SEPSIS, rules=(*SEPSIS.rules, *rules))


FAULTS = [
    ("complete", replace(SEPSIS, title=""), "title", "", "no title"),
    ("complete", replace(SEPSIS, purpose=""), "purpose", "", "purpose is missing"),
    ("complete", replace(SEPSIS, area=""), "area", "", "area is missing"),
    ("complete", replace(SEPSIS, rules=(), measures=()), "rules", "", "no rule"),
    ("owners", replace(SEPSIS, owners=()), "owners", "", "No role owns it"),
    ("owners", replace(SEPSIS, owners=("WIZARD",)), "owners", "", "WIZARD is not a role"),
    ("owners", step("treat", role=""), "steps", "treat", "“Give antibiotics” has no role"),
    ("owners", step("treat", action=""), "steps", "treat", "“Antibiotics” has no action"),
    ("graph", step("flag", next=("nowhere",)), "steps", "flag", "leads to nowhere"),
    ("graph", step("treat", next=("flag",)), "steps", "flag", "leads back to itself"),
    ("graph", step("treat", next=("treat",)), "steps", "treat", "leads back to itself"),
    ("graph", step("lactate", next=()), "steps", "treat", "is reached from no other step"),
    ("references", dose(step="nowhere"), "doses", "first", "names the step nowhere"),
    ("references", with_row(SEPSIS, "measures", "share", rule="x"), "measures", "share", "rule x"),
    ("references", replace(SEPSIS, intervention="magic"), "intervention", "", "no lever magic"),
    ("rules", rule("lactate", source=""), "rules", "lactate", "A stage is missing"),
    ("rules", rule("lactate", target=""), "rules", "lactate", "A stage is missing"),
    ("rules", rule("lactate", kind="max_duration", within_s=0), "rules", "lactate", "time is"),
    ("rules", rule("lactate", target="Sepsis flag"), "rules", "lactate", "the same stage"),
    ("contradictions", more_rules(Rule("b", "response", "Sepsis flag", "Antibiotics", 60)),
     "rules", "b", "Another rule sets a different time from “Sepsis flag”"),
    ("contradictions", more_rules(Rule("b", "not_before", "Sepsis flag", "Antibiotics", 3601)),
     "rules", "b", "before another rule allows it"),
    ("contradictions",
     more_rules(Rule("b", "precedence", "A", "B"), Rule("c", "precedence", "B", "A")),
     "rules", "c", "must come before"),
    ("contradictions", rule("lactate", source="Antibiotics", target="Lactate"), "rules", "lactate",
     "The steps do “Lactate” before “Antibiotics”"),
    ("units", dose(drug=""), "doses", "first", "drug is missing"),
    ("units", dose(unit=""), "doses", "first", "5 has no unit"),
    ("units", dose(amount=""), "doses", "first", "each need an amount"),
    ("units", dose(limit=""), "doses", "first", "each need an amount"),
    ("units", dose(unit="spoons"), "doses", "first", "“5 spoons” is no amount"),
    ("units", dose(amount="-5"), "doses", "first", "“-5 mg” is no amount"),
    ("units", dose(unit="µg"), "doses", "first", "write “µg” out"),
    ("limits", dose(amount="10.1"), "doses", "first", "10.1 mg is more than the limit of 10 mg"),
    ("limits", dose(amount="1", unit="g"), "doses", "first", "1 g is more than"),
    ("limits", dose(unit="ml"), "doses", "first", "cannot be compared"),
    ("evidence", replace(SEPSIS, evidence=()), "evidence", "", "no evidence"),
    ("review", replace(SEPSIS, review_on=""), "review_on", "", "is missing"),
    ("review", replace(SEPSIS, review_on="2026-03-02"), "review_on", "", "by 2026-03-02"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "document", "section", "row_id", "said"), FAULTS)
def test_a_fault_is_found_where_it_is(key, document, section, row_id, said):
    (result,) = [one for one in checks(document, GROUND) if one.key == key]
    assert result.state == FAILED
    assert result in blocking(checks(document, GROUND))
    sentences = {(p.section, p.id): p.text % p.words for p in result.problems}
    assert said in sentences[section, row_id]


def test_a_dose_exactly_at_its_limit_is_no_fault():
    assert blocking(checks(dose(amount="0.01", unit="g"), GROUND)) == []


def test_a_protocol_without_steps_is_no_protocol():
    (result,) = blocking(checks(replace(SEPSIS, steps=(), doses=(), contraindications=()), GROUND))
    assert result.key == "complete"


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
