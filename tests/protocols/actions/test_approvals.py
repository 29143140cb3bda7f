"""Who must approve is decided by two people, and holds for reviews asked for from then on."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from carepath.accounts.models import Grant
from carepath.audit import actions as audit
from carepath.audit.models import Entry
from carepath.frames.approvals import SHIPPED
from carepath.protocols import actions, policies, queries
from carepath.protocols.models import ApprovalPolicy
from tests.factories import AT, site
from tests.protocols.worlds import (
    LOOSE,
    STRICT,
    activate,
    administrators,
    again,
    approve,
    ask,
    both,
    decided,
    draft,
    hana,
    hugo,
    in_review,
    pia,
    proposed,
    somebody,
)

pytestmark = pytest.mark.django_db


def confirm(row, by, *, at=AT, proved_at=AT):
    return actions.confirm_policy(policy=row, by=by, at=at, proved_at=proved_at, reason="agreed")


def test_a_proposal_changes_nothing_until_a_second_person_confirms():
    row = proposed(LOOSE)
    assert queries.standard(site("north")).rules == SHIPPED
    with pytest.raises(PermissionDenied, match="A second person must confirm"):
        confirm(row, hana())
    assert confirm(row, hugo()).state == "in_force"
    assert queries.standard(site("north")).rules == LOOSE
    said = Entry.objects.get(verb="approvals.in_force")
    assert said.detail["loosens"] == ["care", "limit", "dose", "checks"]
    assert said.detail["proposed_by"] == "hana"


@pytest.mark.parametrize("role", ["PROTOCOL_OWNER", "QUALITY_LEAD", "CLINICIAN", "READ_ONLY"])
def test_who_writes_or_approves_does_not_say_who_approves(role):
    with pytest.raises(PermissionDenied, match="You may not set who must approve"):
        proposed(by=somebody("x", role))


def test_a_new_administrator_waits_a_day_before_confirming():
    fresh = somebody("fresh", "HOSPITAL_ADMINISTRATOR", since=AT - timedelta(hours=23))
    row = proposed()
    with pytest.raises(PermissionDenied, match="a new administrator waits 24 hours"):
        confirm(row, fresh)
    later = AT + timedelta(hours=1)
    assert confirm(row, fresh, at=later, proved_at=later).state == "in_force"


def test_one_who_lost_the_role_confirms_nothing():
    row, who = proposed(), hugo()
    with audit.acting_as("test", at=AT, why="left"):
        Grant.objects.get(user=who).delete()
    with pytest.raises(PermissionDenied):
        confirm(row, hugo())
    assert ApprovalPolicy.objects.get().state == "proposed"


def test_the_clock_set_back_confirms_nothing():
    row = proposed()
    before = AT - timedelta(minutes=1)
    with pytest.raises(policies.NotNow, match="it was set back"):
        confirm(row, hugo(), at=before, proved_at=before)


def test_one_proposal_at_a_time_and_nothing_that_holds_already():
    row = proposed()
    with pytest.raises(policies.NotNow, match="Another proposal waits"):
        proposed(LOOSE)
    actions.decline_policy(policy=row, by=hana(), at=AT, reason="a slip")
    with pytest.raises(policies.NotNow, match="holds here already"):
        proposed(SHIPPED)
    assert proposed(LOOSE).number == 2


def test_a_proposal_is_decided_once():
    row = decided()
    for act in (
        lambda: confirm(row, hugo()),
        lambda: actions.decline_policy(policy=row, by=hugo(), at=AT, reason="x"),
    ):
        with pytest.raises(policies.NotNow, match="decided this already"):
            act()


def test_a_site_has_its_own_before_that_of_all():
    decided(LOOSE)
    decided(STRICT, where=site("north"))
    assert queries.standard(site("north")).rules == STRICT
    assert queries.standard(site("south")).rules == LOOSE
    assert decided(SHIPPED).title.startswith("* v2 · ")
    assert ApprovalPolicy.objects.filter(state="replaced").count() == 1


def test_a_later_policy_does_not_loosen_a_review_under_way():
    decided(STRICT)
    version = in_review()
    decided(LOOSE)
    assert both(version).state == "in_review"
    assert queries.standing(version).missing == ["1 more approval"]
    assert approve(again(version), somebody("lead", "QUALITY_LEAD")).state == "approved"


def test_nor_does_it_tighten_one_but_the_next_round_is_under_it():
    version = in_review()
    decided(STRICT)
    assert queries.standing(version).missing[0] == "2 more approvals"
    actions.send_back(version=version, by=pia(), at=AT, reason="under the new policy")
    version = ask(again(version))
    assert both(version).state == "in_review"
    assert queries.standing(version).standard.title.startswith("* v1")


def test_a_draft_shows_the_policy_in_force():
    decided(STRICT)
    standing = queries.standing(draft())
    assert (standing.standard.pinned, standing.missing[0]) == (False, "3 more approvals")


def test_another_site_may_ask_for_more():
    administrators()
    version = both(in_review())
    decided(STRICT, where=site("south"))
    owner = somebody("owner", "PROTOCOL_OWNER")
    with pytest.raises(policies.NotNow, match="1 more approval"):
        activate(version, by=owner, where=site("south"))
    approve(version, somebody("lead", "QUALITY_LEAD"))
    assert activate(version, by=owner, where=site("south"))
