"""The semantic diff: exact by property, and each kind of change said as what it is."""

from dataclasses import replace

import pytest
from hypothesis import given

from carepath.analysis import protocol_diff
from carepath.analysis.protocol_diff import (
    ADDED,
    CARE,
    CHANGED,
    DOSE,
    LIMIT,
    LOOSER,
    MOVED,
    NARROWER,
    REMOVED,
    SAME_AMOUNT,
    TIGHTER,
    WIDER,
    WORDING,
    Change,
    applied,
    diff,
    risk,
)
from carepath.frames.protocol import Condition, Dose, Evidence, Rule
from tests.analysis.protocols import SEPSIS, documents, examples, with_row


@examples(300)
@given(documents(), documents())
def test_the_diff_applied_is_the_target(base, target):
    assert applied(base, diff(base, target)) == target


@examples()
@given(documents(), documents())
def test_it_is_empty_only_where_both_are_equal(base, target):
    assert (diff(base, target) == ()) == (base == target)
    assert diff(base, base) == ()


def one(target, base=SEPSIS):
    (found,) = diff(base, target)
    return found


def test_a_dose():
    found = one(with_row(SEPSIS, "doses", "first", amount="7.5"))
    assert found == Change(
        CHANGED, "doses", "first", "amount", ("5", "mg"), ("7.5", "mg"), risk=DOSE
    )


def test_the_same_amount_in_another_unit_is_wording():
    found = one(with_row(SEPSIS, "doses", "first", amount="0.005", unit="g"))
    assert (found.risk, found.hint) == (WORDING, SAME_AMOUNT)
    assert found.after == ("0.005", "g")


def test_the_same_number_in_another_unit_is_a_dose():
    assert one(with_row(SEPSIS, "doses", "first", unit="g")).risk == DOSE


@pytest.mark.parametrize(("limit", "hint"), [("8", TIGHTER), ("20", LOOSER)])
def test_a_limit_is_tighter_or_looser(limit, hint):
    found = one(with_row(SEPSIS, "doses", "first", limit=limit))
    assert (found.field, found.risk, found.hint) == ("limit", DOSE, hint)


@pytest.mark.parametrize("unit", ["ml", "spoons"])
def test_a_limit_in_what_cannot_be_compared_is_neither(unit):
    found = one(with_row(SEPSIS, "doses", "first", limit="8", limit_unit=unit))
    assert (found.risk, found.hint) == (DOSE, "")


@pytest.mark.parametrize(
    ("before", "after", "kind", "hint"),
    [
        (3600, 1800, "response", TIGHTER),
        (3600, 7200, "response", LOOSER),
        (3600, 0, "response", LOOSER),
        (0, 3600, "response", TIGHTER),
        (3600, 7200, "not_before", TIGHTER),
        (3600, 1800, "not_before", LOOSER),
    ],
)
def test_a_time_is_tighter_or_looser_by_what_it_is(before, after, kind, hint):
    base = with_row(SEPSIS, "rules", "lactate", within_s=before, kind=kind)
    found = one(with_row(base, "rules", "lactate", within_s=after), base)
    assert (found.field, found.risk, found.hint) == ("within_s", LIMIT, hint)


def test_eligibility_is_wider_or_narrower():
    adults = replace(SEPSIS, conditions=(Condition("adults", "age", "≥", "18"),))
    assert (one(adults).what, one(adults).hint) == (ADDED, NARROWER)
    assert (one(SEPSIS, adults).what, one(SEPSIS, adults).hint) == (REMOVED, WIDER)
    assert one(replace(SEPSIS, stage="")).hint == WIDER
    assert one(SEPSIS, replace(SEPSIS, stage="")).hint == NARROWER
    assert one(replace(SEPSIS, stage="Triage")).hint == ""


def test_a_step_that_moved_is_one_change():
    flag, lactate, treat = SEPSIS.steps
    found = one(replace(SEPSIS, steps=(treat, flag, lactate)))
    assert (found.what, found.id, found.before, found.after) == (MOVED, "treat", 3, 1)
    assert (found.risk, found.anchor) == (CARE, "")


def test_as_few_rows_as_possible_moved():
    rows = tuple(Evidence(f"e{n}") for n in range(8))
    base = replace(SEPSIS, evidence=rows)
    target = replace(SEPSIS, evidence=(*rows[4:], *rows[:3], rows[3]))
    assert {change.what for change in diff(base, target)} == {MOVED}
    assert len(diff(base, target)) == 4


@pytest.mark.parametrize(
    ("target", "weight"),
    [
        (replace(SEPSIS, title="Sepsis"), WORDING),
        (replace(SEPSIS, evidence=(*SEPSIS.evidence, Evidence("more", "text"))), WORDING),
        (with_row(SEPSIS, "steps", "flag", notes="look twice"), WORDING),
        (replace(SEPSIS, intervention="sepsis_trolley"), CARE),
        (with_row(SEPSIS, "steps", "flag", role="BED_MANAGER"), CARE),
        (replace(SEPSIS, contraindications=()), LIMIT),
        (replace(SEPSIS, rules=(*SEPSIS.rules, Rule("more"))), LIMIT),
        (replace(SEPSIS, stage="Triage"), LIMIT),
        (replace(SEPSIS, conditions=(Condition("adults", "age", "≥", "18"),)), LIMIT),
        (with_row(SEPSIS, "rules", "lactate", notes="look twice"), WORDING),
        (replace(SEPSIS, doses=()), DOSE),
        (replace(SEPSIS, doses=(*SEPSIS.doses, Dose("more"))), DOSE),
        (with_row(SEPSIS, "doses", "first", drug="Drug B"), DOSE),
        (SEPSIS, WORDING),
    ],
)
def test_the_highest_risk_counts(target, weight):
    assert risk(diff(SEPSIS, target)) == weight


def test_a_value_of_a_row_comes_with_its_unit():
    row = SEPSIS.doses[0]
    assert protocol_diff.value("doses", row, "limit") == ("10", "mg")
    changed = protocol_diff.with_value("doses", row, "limit", ("1", "g"))
    assert (changed.limit, changed.limit_unit) == ("1", "g")
