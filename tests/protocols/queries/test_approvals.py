"""Which policy holds, which one applies to a version, and who sees them."""

import pytest

from carepath.analysis.protocol_checks import Problem, Result
from carepath.frames.approvals import DOSE, SHIPPED, WORDING
from carepath.protocols import queries
from carepath.protocols.queries import approvals
from tests.factories import site
from tests.protocols.worlds import (
    LOOSE,
    STRICT,
    decided,
    draft,
    hana,
    in_review,
    proposed,
    somebody,
)

pytestmark = pytest.mark.django_db


def test_until_somebody_decides_it_is_as_shipped():
    found = queries.standard(site("north"))
    assert (found.title, found.rules, found.row) == ("as shipped", SHIPPED, None)


def test_a_version_keeps_what_it_was_asked_under():
    version = in_review()
    decided(STRICT)
    found = queries.applying(version)
    assert (found.title, found.rules, found.pinned) == ("as shipped", SHIPPED, True)
    assert queries.ruling(version).risk == "dose"
    assert queries.ruling(draft(name="Other")) is None


def test_at_another_site_the_policy_there_counts_as_well():
    version = in_review()
    decided(STRICT, where=site("south"))
    assert queries.needs(version, DOSE) == [SHIPPED.needs[DOSE]]
    assert queries.needs(version, DOSE, site=site("north")) == [SHIPPED.needs[DOSE]]
    assert queries.needs(version, DOSE, site=site("south")) == [
        SHIPPED.needs[DOSE], STRICT.needs[DOSE],
    ]  # fmt: skip


def test_a_check_that_the_policy_asks_for_is_required():
    wrong = Result("replay", "Replay", False, (Problem("rules", "", "no"),))
    asked, unasked = draft(), draft(name="Other", where=site("south"))
    decided(LOOSE, where=site("south"))
    assert approvals.as_asked([wrong], asked)[0].state == "failed"
    assert approvals.as_asked([wrong], unasked)[0].state == "warned"


def test_policies_of_sites_one_does_not_see_are_none():
    decided(LOOSE, where=site("south"))
    for_all, here = proposed(STRICT), somebody("r", "READ_ONLY", at_site="north")
    assert list(queries.policies(by=here)) == [for_all]
    assert queries.policies(by=hana()).count() == 2
    assert queries.policy(pk=for_all.pk, by=here) == for_all


def test_what_a_proposal_loosens():
    assert queries.loosens(proposed(LOOSE)) == ["care", "limit", "dose", "checks"]
    assert approvals.replaces(queries.policies(by=hana())[0]).rules == SHIPPED
    assert queries.by_risk(SHIPPED)[0] == ("wording", SHIPPED.needs[WORDING])
