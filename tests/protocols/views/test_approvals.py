"""The page that says who must approve: proposed by one, signed by another, its history kept."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from carepath.protocols import actions
from carepath.protocols.models import ApprovalPolicy
from carepath.ui import clock
from tests.factories import AT, site
from tests.protocols.forms.test_approvals import typed
from tests.protocols.views.pages import signed_in, text, where
from tests.protocols.worlds import (
    LOOSE,
    STRICT,
    decided,
    hana,
    hugo,
    in_review,
    nora,
    proposed,
    somebody,
)

pytestmark = pytest.mark.django_db(databases="__all__")
PAGE = "/protocols/approvals/"


def page(by, **asked):
    return text(signed_in(by).get(PAGE, asked))


def act(name, row, by, *, minutes_ago=0, **posted):
    address = reverse(f"protocols:{name}", args=[row.pk])
    data = {"reason": "agreed", "meaning": "confirmed"} | posted
    return signed_in(by, minutes_ago=minutes_ago).post(address, data, follow=True)


def test_everybody_who_sees_protocols_reads_who_approves():
    found = page(nora())
    assert "At all sites a change of a dose needs 2 people, among them: clinician and" in found
    assert "as shipped" in found
    assert "Propose another policy" not in found
    assert signed_in(nora()).get(PAGE, {"site": "nowhere"}).status_code == 404


def test_one_proposes_another_signs():
    client = signed_in(hana())
    posted = client.post(f"{PAGE}propose/", typed(dose_people=3, site=""), follow=True)
    assert "Nothing changes until a second person confirms." in text(posted)
    assert "Sign and bring into force" not in text(posted), "not for who proposed it"
    row = ApprovalPolicy.objects.get()
    assert "Sign and bring into force" in page(hugo())
    assert "It is in force." in text(act("confirm_policy", row, hugo()))
    assert "3 people" in page(nora())
    assert "Proposed by hana, confirmed by hugo" in page(nora())


def test_one_who_proposed_it_cannot_post_a_confirmation():
    row = proposed(LOOSE, at=clock.now())
    assert act("confirm_policy", row, hana()).status_code == 403
    assert ApprovalPolicy.objects.get().state == "proposed"


def test_an_old_sign_in_is_proved_again_before_it_takes_effect():
    row = proposed()
    who = hugo()
    who.set_password("correct-horse-battery")
    who.save()
    answer = act("confirm_policy", row, who, minutes_ago=6)
    assert "reauthenticate" in answer.redirect_chain[0][0]
    assert ApprovalPolicy.objects.get().state == "proposed"


def test_what_loosens_says_so():
    proposed(LOOSE)
    found = page(hugo())
    assert "It asks for less than what holds:" in found
    assert "What your signature means: This field is required." in text(
        act("confirm_policy", ApprovalPolicy.objects.get(), hugo(), meaning="")
    )


def test_a_proposal_is_taken_back_or_declined():
    row = proposed()
    assert "nothing changed" in text(act("decline_policy", row, hana()))
    assert "decided this already" in text(act("decline_policy", row, hugo()))
    assert "Reason: This field is required." in text(
        act("decline_policy", proposed(LOOSE), hugo(), reason="")
    )


def test_what_cannot_be_says_why_and_keeps_what_was_typed():
    client = signed_in(hana())
    answer = client.post(f"{PAGE}propose/", typed(dose_people="many", site="north"))
    assert answer.status_code == 422
    site("north")
    weak = client.post(f"{PAGE}propose/", typed(wording_people=3, site="north"), follow=True)
    assert "cannot ask for less" in text(weak)
    assert not ApprovalPolicy.objects.exists()


def test_of_a_site_one_does_not_see_nothing_is_decided():
    row = proposed(where=site("south"))
    here = somebody("here", "HOSPITAL_ADMINISTRATOR", at_site="north")
    assert act("confirm_policy", row, here).status_code == 404
    assert act("decline_policy", row, here).status_code == 404


def test_a_review_says_which_policy_applies_and_what_is_missing_from_whom():
    decided(STRICT)
    version = in_review()
    decided(LOOSE)
    found = text(signed_in(nora()).get(where("version", version)))
    assert "3 people, among them: clinician and protocol owner or quality lead" in found
    assert "* v1" in found
    assert "held fast when the review was asked for" in found
    assert "3 more approvals" in found


def test_the_page_does_not_grow_with_the_history():
    def counted():
        client = signed_in(hana())
        client.get(PAGE)
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(PAGE)
        return len(found)

    decided(STRICT)
    before = counted()
    for number in range(4):
        decided((LOOSE, STRICT)[number % 2])
    assert counted() == before
    row = proposed(LOOSE)
    actions.decline_policy(policy=row, by=hana(), at=AT, reason="x")
    assert "Take back" not in page(hana())
