"""The table of states, who must approve what, and a walk through it that nobody can cheat."""

import pytest

from carepath.accounts.roles import Role
from carepath.analysis.protocol_diff import CARE, DOSE, WORDING
from carepath.protocols import policies
from carepath.protocols.models import Signature, Version
from carepath.protocols.policies import AGREED, APPROVALS, AUDIT_VERB, TRANSITIONS

State = Version.State


def test_every_state_is_in_every_table():
    assert set(TRANSITIONS) == set(AUDIT_VERB) == set(State)
    assert {to for ways in TRANSITIONS.values() for to in ways} <= set(State)
    assert all(policies.state_name(state) for state in State)


@pytest.mark.parametrize(
    ("state", "ways"),
    [
        ("draft", {"in_review", "withdrawn"}),
        ("in_review", {"draft", "approved"}),
        ("approved", {"active", "withdrawn"}),
        ("active", {"amended", "rolled_back", "retired"}),
        ("amended", {"active"}),
        ("withdrawn", set()),
        ("rolled_back", set()),
        ("retired", set()),
    ],
)
def test_the_table_is_the_one_people_agreed_on(state, ways):
    assert TRANSITIONS[state] == ways


def test_no_way_leads_to_active_but_through_approved():
    known, waiting = set(), ["draft"]
    while waiting:
        state = waiting.pop()
        if state in known or state == "approved":
            continue
        known.add(state)
        waiting += TRANSITIONS[state]
    assert "active" not in known
    assert not known & AGREED


def signed(person, *roles):
    return Signature(signer_id=person, roles=list(roles))


CLINICIAN, LEAD, OWNER = "CLINICIAN", "QUALITY_LEAD", "PROTOCOL_OWNER"


@pytest.mark.parametrize(
    ("risk", "signatures", "enough"),
    [
        (WORDING, [], False),
        (WORDING, [signed(1, LEAD)], True),
        (CARE, [signed(1, CLINICIAN)], False),
        (CARE, [signed(1, LEAD), signed(2, OWNER)], False),
        (CARE, [signed(1, LEAD), signed(2, CLINICIAN)], True),
        (CARE, [signed(1, CLINICIAN), signed(2, CLINICIAN)], True),
        (DOSE, [signed(1, CLINICIAN), signed(2, CLINICIAN)], False),
        (DOSE, [signed(1, CLINICIAN), signed(2, LEAD)], True),
        (DOSE, [signed(1, CLINICIAN, LEAD)], False),
        (DOSE, [signed(1, CLINICIAN), signed(1, LEAD)], False),
        (DOSE, [signed(1, CLINICIAN, LEAD), signed(2, "READ_ONLY")], False),
        (DOSE, [signed(1, CLINICIAN, LEAD), signed(2, LEAD)], True),
    ],
)
def test_enough_people_of_the_right_roles(risk, signatures, enough):
    assert (policies.missing(risk, signatures) == []) is enough


def test_a_dose_needs_more_than_care_and_care_more_than_words():
    assert APPROVALS[WORDING].approvers < APPROVALS[CARE].approvers <= APPROVALS[DOSE].approvers
    assert set(APPROVALS[CARE].groups) < set(APPROVALS[DOSE].groups)


def test_what_is_missing_is_said():
    assert policies.missing(DOSE, [signed(1, CLINICIAN)]) == [
        "1 more approval", "a protocol owner or quality lead among them",
    ]  # fmt: skip
    both = [signed(1, CLINICIAN, LEAD), signed(2, "READ_ONLY")]
    assert policies.missing(DOSE, both) == ["one person for each role asked for"]


def test_a_check_as_a_question():
    draft = Version(number=1, sha256="0" * 64, state="draft")
    assert policies.allowed(policies.check_move, draft, "in_review")
    assert not policies.allowed(policies.check_move, draft, "active")


def test_roles_of_the_policy_may_review():
    from carepath.accounts.permissions import Permission
    from carepath.accounts.policies import roles_that_may

    able = set(roles_that_may(Permission.REVIEW))
    for approval in APPROVALS.values():
        for group in approval.groups:
            assert group <= able
    assert Role.CLINICIAN in able
