"""Drafts: begun, branched, changed by one at a time, brought up to date, asked about, sent back."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from carepath.audit.models import Entry
from carepath.protocols import actions, policies, queries
from carepath.protocols.models import Comment, Contribution, Protocol, Version
from tests.analysis.protocols import SEPSIS, with_row
from tests.factories import AT, site
from tests.protocols.worlds import (
    active,
    again,
    amended,
    approve,
    approved,
    ask,
    draft,
    in_review,
    nora,
    pia,
    quinn,
    somebody,
)

pytestmark = pytest.mark.django_db
HIGHER = with_row(SEPSIS, "doses", "first", amount="7.5")


def save(version, document=HIGHER, *, by=None, edition=None):
    return actions.save(
        version=version, edition=edition or version.edition, document=document, by=by or pia(),
        at=AT, reason="dose too low",
    )  # fmt: skip


def test_a_protocol_begins_as_a_draft_of_its_author():
    found = draft()
    assert (found.number, found.state, found.parent) == (1, "draft", None)
    assert found.document == SEPSIS
    assert queries.authors(found) == {pia().pk}
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"protocol.begun", "protocol.drafted"} <= verbs


def test_a_site_has_one_protocol_of_a_name():
    draft()
    with pytest.raises(policies.NotNow, match="North has a protocol of this name"):
        draft()
    assert Protocol.objects.count() == 1


@pytest.mark.parametrize("role", ["CLINICIAN", "BED_MANAGER", "READ_ONLY"])
def test_who_may_not_author_begins_nothing(role):
    with pytest.raises(PermissionDenied, match="You may not author protocols"):
        draft(by=somebody("other", role))
    assert not Protocol.objects.exists()


def test_an_author_of_another_site_is_none_here():
    with pytest.raises(PermissionDenied):
        draft(by=somebody("south", "PROTOCOL_OWNER", at_site="south"))


def test_a_saved_draft_has_a_new_edition_a_new_name_and_its_changes_in_the_ledger():
    first = draft()
    found = save(first)
    assert (found.edition, found.document) == (2, HIGHER)
    assert found.sha256 != first.sha256
    assert found.is_intact
    entry = Entry.objects.get(verb="protocol.edited")
    assert entry.detail["changes"] == ["dose of Drug A: 5 mg → 7.5 mg"]
    assert found.history.count() == 2


def test_the_same_content_again_changes_nothing():
    first = draft()
    assert save(first, SEPSIS).edition == 1
    assert not Entry.objects.filter(verb="protocol.edited").exists()


def test_of_two_who_edit_at_once_the_second_is_told_and_nothing_is_lost():
    first = draft()
    save(first)
    with pytest.raises(policies.NotNow, match="Somebody else saved this draft meanwhile"):
        save(first, replace(SEPSIS, title="Other"), by=quinn(), edition=1)
    assert again(first).document == HIGHER
    assert queries.authors(first) == {pia().pk}


def test_everyone_who_changed_it_is_an_author():
    first = draft()
    save(first, by=quinn())
    assert queries.authors(first) == {pia().pk, quinn().pk}
    assert Contribution.objects.count() == 2


def test_an_edit_in_review_makes_it_a_draft_again():
    version = in_review()
    approve(version, nora())
    found = save(version)
    assert found.state == "draft"
    assert queries.standing(found).approvals == []
    assert len(queries.signatures(found)) == 1


@pytest.mark.parametrize("make", [approved, lambda: active().version])
def test_what_was_approved_stays_as_it_is(make):
    version = make()
    with pytest.raises(policies.NotNow, match="Open a new draft from it"):
        save(again(version))
    assert again(version).document == SEPSIS


def test_a_branch_starts_from_its_parent_under_the_next_number():
    first = approved()
    found = actions.branch(protocol=first.protocol, parent=first, by=quinn(), at=AT, reason="dose")
    assert (found.number, found.parent, found.state) == (2, first, "draft")
    assert found.document == SEPSIS
    assert queries.authors(found) == {quinn().pk}


def test_a_branch_of_a_replaced_version_is_a_way_back_from_the_newest():
    first = active()
    second = amended(first)
    found = actions.branch(
        protocol=first.protocol, parent=again(first.version), by=pia(), at=AT, reason="back"
    )
    assert (found.parent, found.document) == (second.version, SEPSIS)
    assert [text for text, *_ in queries.sentences(HIGHER, found.document)] == [
        "dose of Drug A: 7.5 mg → 5 mg"
    ]


def test_a_stale_draft_is_brought_up_to_date_before_anybody_is_asked():
    mine = stale_draft(replace(SEPSIS, title="Sepsis, adults"))
    with pytest.raises(policies.NotNow, match="its changes would be lost unseen"):
        ask(mine)
    row = actions.rebase(version=mine, edition=mine.edition, answers={}, by=pia(), at=AT)
    assert ask(row).state == "in_review"


def test_review_is_asked_for_only_when_required_checks_pass():
    version = draft(replace(SEPSIS, evidence=()))
    with pytest.raises(policies.NotNow, match="Required checks fail: It names its evidence"):
        ask(version)
    assert again(version).state == "draft"


def test_who_is_asked_must_be_able_to_review_and_no_author():
    version = draft()
    for person in (pia(), somebody("ben", "BED_MANAGER")):
        with pytest.raises(policies.NotNow, match="cannot review this version"):
            actions.ask_review(version=version, reviewers=[person], by=pia(), at=AT, reason="x")
    assert queries.reviewers(version) == frozenset()
    assert queries.reviewers(ask(version)) == {nora().pk, quinn().pk}


def test_sent_back_it_is_a_draft_and_approvals_are_void():
    version = in_review()
    approve(version, quinn())
    found = actions.send_back(version=version, by=nora(), at=AT, reason="too high")
    assert (found.state, found.edition) == ("draft", 2)
    assert queries.standing(found).approvals == []


def test_only_reviewers_and_authors_send_back():
    version = in_review()
    with pytest.raises(PermissionDenied, match="when named as reviewer"):
        actions.send_back(version=version, by=somebody("c", "CLINICIAN"), at=AT, reason="x")
    assert actions.send_back(version=version, by=pia(), at=AT, reason="mine").state == "draft"


def test_withdrawn_is_the_end():
    version = actions.withdraw(version=approved(), by=pia(), at=AT, reason="superseded")
    assert version.state == "withdrawn"
    with pytest.raises(policies.NotNow, match="is withdrawn: it cannot become in review"):
        ask(version)


def test_comments_stand_at_steps_that_are_there():
    version = in_review()
    actions.comment(version=version, place="steps/treat", text="Why?", by=nora(), at=AT)
    with pytest.raises(policies.NotNow, match="no such step"):
        actions.comment(version=version, place="steps/nowhere", text="Why?", by=nora(), at=AT)
    with pytest.raises(PermissionDenied):
        actions.comment(version=version, place="", text="Hi", by=somebody("r", "READ_ONLY"), at=AT)
    assert Comment.objects.get().place == "steps/treat"


def stale_draft(document):
    """A draft from v1, after v2 with a higher dose came into force."""
    running = active()
    mine = actions.branch(
        protocol=running.protocol, parent=running.version, by=pia(), at=AT, reason="mine",
        document=document,
    )  # fmt: skip
    amended(running)
    return again(mine)


def test_a_stale_draft_without_conflicts_is_brought_up_to_date():
    mine = stale_draft(replace(SEPSIS, title="Sepsis, adults"))
    assert queries.stale(mine).number == 3
    found = actions.rebase(version=mine, edition=mine.edition, answers={}, by=pia(), at=AT)
    assert found.document == replace(HIGHER, title="Sepsis, adults")
    assert (found.parent.number, queries.stale(again(found))) == (3, None)


def test_a_conflict_is_decided_before_anything_changes():
    mine = stale_draft(with_row(SEPSIS, "doses", "first", amount="6"))
    with pytest.raises(policies.NotNow, match="Decide every conflict first"):
        actions.rebase(version=mine, edition=1, answers={}, by=pia(), at=AT)
    assert again(mine).edition == 1
    answers = {"doses/first/amount": "theirs"}
    found = actions.rebase(version=mine, edition=1, answers=answers, by=pia(), at=AT)
    assert found.document == HIGHER


def test_a_draft_that_is_up_to_date_is_left_alone():
    version = draft()
    with pytest.raises(policies.NotNow, match="up to date"):
        actions.rebase(version=version, edition=1, answers={}, by=pia(), at=AT)


def test_another_site_may_have_a_protocol_of_the_same_name():
    draft()
    draft(where=site("south"))
    assert Version.objects.filter(number=1).count() == 2
