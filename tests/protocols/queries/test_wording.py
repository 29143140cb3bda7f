"""Changes in words that clinicians use."""

from dataclasses import replace

import pytest

from carepath.analysis.protocol_checks import Problem
from carepath.analysis.protocol_diff import diff
from carepath.analysis.protocol_merge import merge
from carepath.frames.protocol import (
    RULE_KINDS,
    SECTIONS,
    Condition,
    Contraindication,
    Dose,
    Rule,
    Step,
)
from carepath.protocols.queries import wording
from tests.analysis.protocols import SEPSIS, with_row

FLAG, LACTATE, TREAT = SEPSIS.steps


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (with_row(SEPSIS, "doses", "first", amount="7.5"), "dose of Drug A: 5 mg → 7.5 mg"),
        (with_row(SEPSIS, "doses", "first", amount="0.005", unit="g"),
         "dose of Drug A: 5 mg → 0.005 g (the same amount in other words)"),
        (with_row(SEPSIS, "doses", "first", limit="8"),
         "dose “Drug A”, limit: 10 mg → 8 mg (tighter)"),
        (replace(SEPSIS, steps=(LACTATE, TREAT, FLAG)),
         "step “Raise the flag” now last"),
        (replace(SEPSIS, steps=(TREAT, FLAG, LACTATE)),
         "step “Give antibiotics” now before “Raise the flag”"),
        (replace(SEPSIS, steps=SEPSIS.steps[:2]), "step “Give antibiotics” removed"),
        (replace(SEPSIS, steps=(*SEPSIS.steps, Step("end", "Hand over"))),
         "step “Hand over” added"),
        (with_row(SEPSIS, "rules", "within-hour", within_s=1800),
         "rule “Antibiotics within 30 min after Sepsis flag”, time: 1 h → 30 min (tighter)"),
        (replace(SEPSIS, title="Sepsis"),
         "title: Sepsis in the emergency department → Sepsis"),
        (replace(SEPSIS, owners=("CLINICIAN", "QUALITY_LEAD")),
         "owning roles: clinician → clinician, quality lead"),
        (replace(SEPSIS, stage=""), "eligibility: Sepsis flag → – (more patients)"),
        (replace(SEPSIS, conditions=(Condition("a", "age", "≥", "18"),)),
         "eligibility “age ≥ 18” added (fewer patients)"),
        (with_row(SEPSIS, "steps", "flag", next=("treat",)),
         "step “Raise the flag”, what comes next: Measure lactate → Give antibiotics"),
    ],
)  # fmt: skip
def test_one_change_is_one_sentence(target, said):
    ((sentence, _risk, _place),) = wording.sentences(SEPSIS, target)
    assert sentence == said


def test_each_sentence_comes_with_its_risk_and_place():
    changed = with_row(SEPSIS, "doses", "first", amount="7.5")
    assert wording.sentences(SEPSIS, changed) == [
        ("dose of Drug A: 5 mg → 7.5 mg", "dose", "doses/first")
    ]
    (change,) = diff(SEPSIS, replace(SEPSIS, title="x"))
    assert wording.place(change) == "title"


def test_every_part_and_field_has_a_name():
    for section, kind in SECTIONS.items():
        assert wording.section_name(section)
        paired = {"id", "unit", "limit_unit"}
        for field in set(kind.__dataclass_fields__) - paired:
            assert wording.field_name(field), field


@pytest.mark.parametrize("kind", RULE_KINDS)
def test_every_kind_of_rule_is_said(kind):
    said = wording.rule_name(Rule("r", kind, "Flag", "Drug", 3600))
    assert "Drug" in said and "%" not in said


def test_a_rule_without_a_limit_says_none():
    assert wording.rule_name(Rule("r", "response", "Flag", "Drug")) == "Drug after Flag"


def test_long_texts_are_cut():
    assert len(wording.cut("x" * 500)) == wording.SHORT + 1


def test_a_problem_and_where_it_is():
    found = Problem("doses", "first", "%(drug)s is too much.", {"drug": "Drug A"})
    assert wording.problem(found) == "Drug A is too much."
    assert wording.where(found, SEPSIS) == "dose “Drug A”"


def conflict(ours, theirs):
    (found,) = merge(SEPSIS, ours, theirs).conflicts
    return wording.conflict(found, ours, theirs)


def test_a_conflict_shows_both_ways():
    ours, theirs = (with_row(SEPSIS, "doses", "first", amount=one) for one in ("6", "7"))
    assert conflict(ours, theirs) == ("dose “Drug A”, dose", "6 mg", "7 mg")
    gone = replace(SEPSIS, contraindications=())
    kept = replace(SEPSIS, contraindications=(Contraindication("allergy", "Allergy", "treat"),))
    assert conflict(gone, kept)[1:] == ("removed", "Allergy")
    orders = (replace(SEPSIS, steps=s) for s in ((LACTATE, FLAG, TREAT), (TREAT, FLAG, LACTATE)))
    assert conflict(*orders)[0] == "step, order"
    more = replace(SEPSIS, doses=(*SEPSIS.doses, Dose("b", "Drug A", "1", "mg", "2", "mg")))
    head, ours, theirs = conflict(with_row(SEPSIS, "doses", "first", amount="6"), more)
    assert "both sides changed" in head
    assert theirs == "Drug A 1 mg, at most 2 mg" and ours.startswith("Drug A 6 mg")


def test_a_row_in_one_line():
    assert wording.row_text("rules", SEPSIS.rules[0], SEPSIS).startswith("Antibiotics within")
    assert wording.row_text("steps", FLAG, SEPSIS) == "Raise the flag"
    assert wording.role_name("CLINICIAN") == "clinician"
    assert wording.shown((), "data", SEPSIS) == "–"
