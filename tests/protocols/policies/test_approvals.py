"""Who must approve a change, what is missing in words, and who may decide about that."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from carepath.accounts.models import User
from carepath.accounts.permissions import Permission
from carepath.accounts.policies import roles_that_may
from carepath.frames.approvals import CARE, DOSE, LIMIT, SHIPPED, WORDING, Approvals, Need
from carepath.places.models import Site
from carepath.protocols import policies
from carepath.protocols.models import ApprovalPolicy, Signature
from tests.factories import AT


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
        (LIMIT, [signed(1, CLINICIAN), signed(2, CLINICIAN)], False),
        (LIMIT, [signed(1, CLINICIAN), signed(2, OWNER)], True),
        (DOSE, [signed(1, CLINICIAN), signed(2, CLINICIAN)], False),
        (DOSE, [signed(1, CLINICIAN), signed(2, LEAD)], True),
        (DOSE, [signed(1, CLINICIAN, LEAD)], False),
        (DOSE, [signed(1, CLINICIAN), signed(1, LEAD)], False),
        (DOSE, [signed(1, CLINICIAN, LEAD), signed(2, "READ_ONLY")], False),
        (DOSE, [signed(1, CLINICIAN, LEAD), signed(2, LEAD)], True),
    ],
)
def test_enough_people_of_the_right_roles(risk, signatures, enough):
    assert (policies.missing([SHIPPED.needs[risk]], signatures) == []) is enough


def test_what_is_missing_is_said():
    assert policies.missing([SHIPPED.needs[DOSE]], [signed(1, CLINICIAN)]) == [
        "1 more approval", "a protocol owner or quality lead among them",
    ]  # fmt: skip
    both = [signed(1, CLINICIAN, LEAD), signed(2, "READ_ONLY")]
    assert policies.missing([SHIPPED.needs[DOSE]], both) == ["one person for each role asked for"]


def test_what_several_policies_ask_for_is_missing_once():
    needs = [SHIPPED.needs[CARE], Need(3, (frozenset({CLINICIAN}),))]
    assert policies.missing(needs, [signed(1, LEAD)]) == [
        "1 more approval", "a clinician among them", "2 more approvals",
    ]  # fmt: skip


def test_roles_of_the_policy_may_review():
    able = {role.name for role in roles_that_may(Permission.REVIEW)}
    for need in SHIPPED.needs:
        for group in need.groups:
            assert group <= able
    policies.check_policy(SHIPPED)


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (Approvals((Need(1),) * 4), "a change of doses for 2 at least"),
        (Approvals((Need(0), *SHIPPED.needs[1:])), "1 to 5 people"),
        (Approvals((*SHIPPED.needs[:3], Need(6))), "1 to 5 people"),
        (Approvals((Need(3), *SHIPPED.needs[1:])), "cannot ask for less"),
        (Approvals((Need(1, (frozenset({"READ_ONLY"}),)), *SHIPPED.needs[1:])), "may not approve"),
        (Approvals((Need(1, (frozenset({LEAD}),) * 2), *SHIPPED.needs[1:])), "more groups"),
        (Approvals(SHIPPED.needs, frozenset({"nothing"})), "does not exist"),
    ],
)
def test_a_policy_that_cannot_be_is_refused(rules, said):
    with pytest.raises(policies.NotNow, match=said):
        policies.check_policy(rules)


def administrator(pk, *, site=""):
    found = User(pk=pk, username=f"a{pk}")
    found.held = [("HOSPITAL_ADMINISTRATOR", site)]
    return found


def proposal(by=1, **fields):
    site = Site(pk=1, slug="demo", synthetic=True)
    return ApprovalPolicy(site=site, proposed_by=administrator(by), proposed_at=AT, **fields)


def confirm(by, row=None, *, proved_at=AT):
    policies.check_confirm_policy(by, row or proposal(), at=AT, proved_at=proved_at)


@pytest.mark.parametrize(
    ("by", "proved_at", "said"),
    [
        (administrator(1), AT, "A second person"),
        (administrator(2, site="elsewhere"), AT, "You may not set who must approve"),
        (administrator(2), None, "Prove again"),
        (administrator(2), AT - timedelta(minutes=6), "Prove again"),
    ],
)
def test_who_confirms_no_policy(db, by, proved_at, said):
    with pytest.raises(PermissionDenied, match=said):
        confirm(by, proved_at=proved_at)


def test_a_second_person_confirms_what_still_waits(db):
    confirm(administrator(2))
    with pytest.raises(policies.NotNow, match="decided this already"):
        confirm(administrator(2), proposal(state="in_force"))
    with pytest.raises(policies.NotNow, match="decided this already"):
        policies.check_decline_policy(administrator(1), proposal(state="declined"))


def test_for_all_sites_only_who_may_at_all_sites():
    policies.check_propose_policy(administrator(1), None)
    with pytest.raises(PermissionDenied):
        policies.check_propose_policy(administrator(1, site="demo"), None)
    robot = administrator(3)
    robot.worker = True
    with pytest.raises(PermissionDenied, match="Only a person"):
        policies.check_propose_policy(robot, None)


def test_each_risk_has_a_name():
    assert [policies.risk_name(risk) for risk in (WORDING, CARE, LIMIT, DOSE)] == [
        "wording", "care", "limit", "dose",
    ]  # fmt: skip
    assert policies.group_name({CLINICIAN, LEAD}) == "clinician or quality lead"
