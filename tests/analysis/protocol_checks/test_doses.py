"""Doses: each fault is found where it is."""

import pytest

from carepath.analysis.protocol_checks import blocking, checks
from tests.analysis.faults import dose, is_found
from tests.analysis.protocols import GROUND

FAULTS = [
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
]  # fmt: skip


@pytest.mark.parametrize(("key", "document", "section", "row_id", "said"), FAULTS)
def test_a_fault_is_found_where_it_is(key, document, section, row_id, said):
    assert is_found(key, document, section, row_id, said)


def test_a_dose_exactly_at_its_limit_is_no_fault():
    assert blocking(checks(dose(amount="0.01", unit="g"), GROUND)) == []
