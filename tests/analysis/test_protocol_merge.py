"""Two changes side by side: clean ones come together, a person decides the rest."""

from dataclasses import replace

import pytest
from hypothesis import given

from carepath.analysis.protocol_merge import CLASH, FIELD, ORDER, OURS, REMOVAL, THEIRS, merge
from carepath.frames.protocol import Dose, Rule, Step
from tests.analysis.protocols import SEPSIS, documents, examples, with_row


@examples()
@given(documents(), documents())
def test_where_one_side_did_nothing_the_other_stands(base, other):
    assert merge(base, base, other).document == other
    assert merge(base, other, base).document == other
    assert merge(base, other, base).conflicts == merge(base, base, other).conflicts == ()


@examples()
@given(documents(), documents())
def test_two_equal_changes_are_one(base, other):
    found = merge(base, other, other)
    assert (found.document, found.conflicts) == (other, ())


@examples()
@given(documents(), documents(), documents())
def test_every_answer_closes_its_conflict_and_rows_stay_once(base, ours, theirs):
    first = merge(base, ours, theirs)
    answers = {conflict.key: THEIRS for conflict in first.conflicts}
    found = merge(base, ours, theirs, answers)
    assert found.open == ()
    assert {one.key for one in found.conflicts} == set(answers) == set(first.open)
    ids = [row.id for row in found.document.steps]
    assert len(ids) == len(set(ids))


def test_clean_changes_of_both_sides_come_together():
    ours = replace(with_row(SEPSIS, "doses", "first", amount="7.5"), title="Sepsis, adults")
    theirs = with_row(SEPSIS, "rules", "lactate", within_s=7200)
    theirs = replace(theirs, steps=(*theirs.steps, Step("end", "Hand over")))
    found = merge(SEPSIS, ours, theirs)
    assert found.conflicts == ()
    assert found.document.title == "Sepsis, adults"
    assert found.document.doses[0].amount == "7.5"
    assert found.document.rules[1].within_s == 7200
    assert [step.id for step in found.document.steps] == ["flag", "lactate", "treat", "end"]


def only(ours, theirs, **answers):
    found = merge(SEPSIS, ours, theirs, answers)
    (conflict,) = found.conflicts
    return found, conflict


@pytest.mark.parametrize(("way", "amount"), [(OURS, "7.5"), (THEIRS, "6")])
def test_the_same_field_twice_is_decided_by_a_person(way, amount):
    ours, theirs = (with_row(SEPSIS, "doses", "first", amount=one) for one in ("7.5", "6"))
    found, conflict = only(ours, theirs)
    assert (conflict.kind, conflict.key) == (FIELD, "doses/first/amount")
    assert (conflict.ours, conflict.theirs) == (("7.5", "mg"), ("6", "mg"))
    assert found.open == (conflict.key,)
    decided = merge(SEPSIS, ours, theirs, {conflict.key: way})
    assert decided.open == ()
    assert decided.document.doses[0].amount == amount


def test_an_answer_that_is_none_decides_nothing():
    ours, theirs = replace(SEPSIS, title="a"), replace(SEPSIS, title="b")
    assert only(ours, theirs, title="both")[0].open == ("title",)


def test_an_edit_against_a_removal():
    ours = with_row(SEPSIS, "steps", "treat", gate="cultures taken")
    theirs = replace(SEPSIS, steps=SEPSIS.steps[:2])
    found, conflict = only(ours, theirs)
    assert (conflict.kind, conflict.key, conflict.theirs) == (REMOVAL, "steps/treat", None)
    assert found.document.steps == ours.steps
    assert merge(SEPSIS, ours, theirs, {conflict.key: THEIRS}).document.steps == theirs.steps


def test_a_removal_against_nothing_is_clean():
    found = merge(SEPSIS, replace(SEPSIS, contraindications=()), SEPSIS)
    assert (found.document.contraindications, found.conflicts) == ((), ())


def test_two_new_orders():
    flag, lactate, treat = SEPSIS.steps
    ours, theirs = (replace(SEPSIS, steps=s) for s in
                    ((lactate, flag, treat), (treat, flag, lactate)))  # fmt: skip
    found, conflict = only(ours, theirs)
    assert (conflict.kind, conflict.key) == (ORDER, "steps/order")
    assert found.document.steps == ours.steps
    assert merge(SEPSIS, ours, theirs, {"steps/order": THEIRS}).document.steps == theirs.steps


def test_clean_edits_about_one_drug_clash():
    ours = with_row(SEPSIS, "doses", "first", amount="7.5")
    theirs = replace(SEPSIS, doses=(*SEPSIS.doses, Dose("again", "drug a", "2", "mg", "4", "mg")))
    found, conflict = only(ours, theirs)
    assert (conflict.kind, conflict.key) == (CLASH, "clash/doses/first/again")
    assert len(found.document.doses) == 2
    assert merge(SEPSIS, ours, theirs, {conflict.key: OURS}).open == ()


def test_clean_edits_about_one_pair_of_stages_clash():
    ours = with_row(SEPSIS, "rules", "within-hour", within_s=1800)
    late = Rule("late", "not_before", "Sepsis flag", "Antibiotics", 2700)
    _found, conflict = only(ours, replace(SEPSIS, rules=(*SEPSIS.rules, late)))
    assert conflict.key == "clash/rules/within-hour/late"
