"""What a protocol says about itself: each fault is found where it is."""

from dataclasses import replace

import pytest

from carepath.analysis.protocol_checks import (
    blocking,
    checks,
)
from tests.analysis.faults import dose, is_found
from tests.analysis.protocols import GROUND, SEPSIS, with_row

FAULTS = [
    ("complete", replace(SEPSIS, title=""), "title", "", "no title"),
    ("complete", replace(SEPSIS, purpose=""), "purpose", "", "purpose is missing"),
    ("complete", replace(SEPSIS, area=""), "area", "", "area is missing"),
    ("complete", replace(SEPSIS, rules=(), measures=()), "rules", "", "no rule"),
    ("references", dose(step="nowhere"), "doses", "first", "names the step nowhere"),
    ("references", with_row(SEPSIS, "measures", "share", rule="x"), "measures", "share", "rule x"),
    ("references", replace(SEPSIS, intervention="magic"), "intervention", "", "no lever magic"),
    ("evidence", replace(SEPSIS, evidence=()), "evidence", "", "no evidence"),
    ("review", replace(SEPSIS, review_on=""), "review_on", "", "is missing"),
    ("review", replace(SEPSIS, review_on="2026-03-02"), "review_on", "", "by 2026-03-02"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "document", "section", "row_id", "said"), FAULTS)
def test_a_fault_is_found_where_it_is(key, document, section, row_id, said):
    assert is_found(key, document, section, row_id, said)


def test_a_protocol_without_steps_is_no_protocol():
    (result,) = blocking(checks(replace(SEPSIS, steps=(), doses=(), contraindications=()), GROUND))
    assert result.key == "complete"
