"""One version in numbers: its risk, its authors, what it is weighed against, what waits."""

from dataclasses import replace
from datetime import date

import pytest

from carepath.frames.approvals import DOSE, LIMIT, WORDING
from carepath.protocols import actions, queries
from carepath.protocols.models import Protocol
from tests.analysis.protocols import SEPSIS, with_row
from tests.factories import AT, site
from tests.protocols.worlds import (
    active,
    again,
    amended,
    approve,
    draft,
    in_review,
    nora,
    pia,
    quinn,
    somebody,
)

pytestmark = pytest.mark.django_db


def branch(parent, document):
    return actions.branch(
        protocol=parent.protocol, parent=parent, by=pia(), at=AT, reason="x", document=document
    )


def test_a_first_version_with_doses_weighs_as_a_dose():
    assert queries.risk(draft()) == DOSE
    without = replace(SEPSIS, doses=())
    assert queries.risk(draft(without, name="Other")) == LIMIT


def test_a_change_is_weighed_against_what_was_approved_last_on_its_way():
    first = active().version
    words = branch(first, with_row(SEPSIS, "steps", "flag", notes="twice"))
    assert queries.risk(words) == WORDING
    dose = branch(words, with_row(SEPSIS, "doses", "first", amount="6"))
    assert queries.risk(dose) == DOSE
    assert queries.risk(branch(dose, words.document)) == WORDING


def test_what_was_rolled_back_is_nothing_to_be_weighed_against():
    second = amended(active())
    below = branch(second.version, with_row(second.version.document, "steps", "flag", notes="x"))
    assert queries.risk(again(below)) == WORDING
    actions.roll_back(activation=second, by=nora(), at=AT, reason="harm")
    assert queries.risk(again(below)) == DOSE
    back = branch(again(second.version), second.version.document)
    assert back.parent.number == 1


def test_at_a_site_it_is_also_weighed_against_what_is_in_force_there():
    first = active()
    words = branch(first.version, with_row(SEPSIS, "steps", "flag", notes="twice"))
    amended(first)
    assert queries.risk(again(words)) == WORDING
    assert queries.risk(again(words), site=site("north")) == DOSE
    assert queries.risk(again(words), site=site("south")) == WORDING


def test_protocols_of_sites_one_does_not_see_are_none():
    version = draft()
    south = somebody("south", "CLINICIAN", at_site="south")
    assert queries.protocol(pk=version.protocol_id, by=south) is None
    assert queries.protocol(pk=version.protocol_id, by=nora()) == version.protocol
    assert list(queries.visible(by=south)) == []


def test_the_history_has_each_version_with_its_parent():
    first = draft()
    second = branch(first, SEPSIS)
    assert [(one.number, one.parent) for one in queries.history(first.protocol)] == [
        (2, first), (1, None),
    ]  # fmt: skip
    assert queries.version(protocol=Protocol.objects.get(), number=2) == second
    assert queries.version(protocol=Protocol.objects.get(), number=3) is None


def test_other_protocols_in_force_are_known_to_the_checks():
    active()
    other = draft(with_row(SEPSIS, "rules", "within-hour", within_s=60), name="Other")
    states = {one.key: one.state for one in queries.checks(other, today=date(2026, 3, 2))}
    assert (states["others"], states["overlap"]) == ("failed", "warned")


def test_the_day_is_that_of_the_site():
    late = AT.replace(hour=23, minute=30)
    assert queries.today(site("north"), late) == date(2026, 3, 3)


def test_only_drafts_become_stale():
    running = active()
    mine = branch(running.version, SEPSIS)
    assert queries.stale(mine) is None
    second = amended(running)
    assert queries.stale(again(mine)) == second.version
    assert queries.stale(again(running.version)) is None
    assert queries.rebase(again(running.version), {}) is None


def test_a_draft_from_a_draft_is_merged_from_where_both_came():
    running = active()
    between = branch(running.version, replace(SEPSIS, title="Sepsis, adults"))
    mine = branch(between, replace(SEPSIS, title="Sepsis, adults", area="Medicine"))
    amended(running)
    found = queries.rebase(again(mine), {})
    assert found.merged.conflicts == ()
    document = found.merged.document
    assert (document.title, document.area, document.doses[0].amount) == (
        "Sepsis, adults", "Medicine", "7.5",
    )  # fmt: skip


def test_who_can_be_asked_to_review():
    version = draft()
    for name in ("ben", "otto"):
        somebody(name)
    nora(), quinn(), somebody("south", "CLINICIAN", at_site="south")
    somebody("robot", "QUALITY_LEAD", worker=True)
    names = {person.username for person in queries.possible_reviewers(version)}
    assert names == {"nora", "quinn"}


def test_how_far_a_version_has_come():
    version = in_review()
    approve(version, nora())
    standing = queries.standing(version)
    assert [one.signer for one in standing.approvals] == [nora()]
    assert standing.authors == {pia().pk}
    assert standing.reviewers == {nora().pk, quinn().pk}
    assert queries.awaiting(by=quinn()).items == [version]
    assert queries.awaiting(by=somebody("r", "READ_ONLY")).items == []


def test_what_waits_is_paged():
    made = [in_review(name=f"Protocol {n}") for n in range(3)]
    page = queries.awaiting(by=quinn(), size=2)
    assert page.items == [made[2], made[1]]
    assert queries.awaiting(by=quinn(), size=2, after=page.after).items == [made[0]]


def test_what_comments_may_stand_at():
    found = queries.places(SEPSIS)
    assert {"steps/flag", "doses/first", "title", "steps"} <= found
    assert "steps/nowhere" not in found


def test_comments_and_signatures_come_oldest_first():
    version = in_review()
    for text in ("one", "two"):
        actions.comment(version=version, place="title", text=text, by=nora(), at=AT)
    assert [one.text for one in queries.comments(version)["title"]] == ["one", "two"]
    approve(version, nora())
    approve(version, quinn())
    assert [one.signer for one in queries.signatures(version)] == [nora(), quinn()]


def test_versions_on_the_way_into_force_are_counted_by_state():
    here = site()
    assert queries.in_flight(site=here) == {}
    version = in_review()
    assert queries.in_flight(site=version.protocol.site) == {"in_review": 1}
