"""An approval policy as text: read back as it was, and which of two asks for less."""

import json

import pytest

from carepath.frames.approvals import (
    SHIPPED,
    Approvals,
    Need,
    PolicyError,
    canonical,
    faults,
    looser,
    read,
)

LEAD, NURSE = frozenset({"QUALITY_LEAD"}), frozenset({"CLINICIAN"})


def test_what_is_written_is_read_back():
    assert read(canonical(SHIPPED)) == SHIPPED
    assert canonical(read(canonical(SHIPPED))) == canonical(SHIPPED)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema":"other"}', "[" * 100_000])
def test_what_is_no_policy_is_refused(text):
    with pytest.raises(PolicyError):
        read(text)


@pytest.mark.parametrize("change", [{"more": 1}, {"needs": {}}, {"needs": {"dose": 1}}])
def test_nothing_unknown_is_read(change):
    with pytest.raises(PolicyError):
        read(json.dumps(json.loads(canonical(SHIPPED)) | change))


def test_a_risk_that_says_too_little_is_refused():
    content = json.loads(canonical(SHIPPED))
    content["needs"]["care"] = {"approvers": 2}
    with pytest.raises(PolicyError, match="how many people"):
        read(json.dumps(content))


def with_dose(need):
    return Approvals((*SHIPPED.needs[:3], need), SHIPPED.checks)


@pytest.mark.parametrize(
    ("after", "names"),
    [
        (SHIPPED, []),
        (with_dose(Need(3, SHIPPED.needs[3].groups)), []),
        (with_dose(Need(2, (NURSE, LEAD))), []),  # a narrower group asks for more
        (with_dose(Need(1, (NURSE,))), ["dose"]),
        (with_dose(Need(5, (NURSE,))), ["dose"]),
        (with_dose(Need(2, (NURSE | LEAD, LEAD))), ["dose"]),
        (with_dose(Need(2, (LEAD, NURSE))), []),
        (Approvals(SHIPPED.needs), ["checks"]),
    ],
)
def test_what_asks_for_less(after, names):
    assert looser(SHIPPED, after) == names


def test_what_is_shipped_has_no_fault():
    roles = NURSE | LEAD | {"PROTOCOL_OWNER"}
    assert faults(SHIPPED, roles=roles, checks=frozenset({"replay"})) == []
    assert faults(SHIPPED, roles=NURSE, checks=frozenset()) == [
        "It asks for a check that does not exist.", "It names a role that may not approve.",
    ]  # fmt: skip
