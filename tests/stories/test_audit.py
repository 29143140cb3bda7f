"""Auditor Ada sees a change made by SQL, follows the row's story, and says what it was."""

import pytest

from carepath.accounts.models import Grant
from carepath.audit import actions as audit
from tests.audit.changed import written
from tests.factories import AT, ada
from tests.stories.paper import CLEAN, on_paper

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]


@pytest.fixture
def by_sql(db):
    """A role that somebody changed past the portal's actions, as the sweep found it."""
    row = written(Grant, 2)[0]
    with audit.acting_as("import:5", at=AT, why="agreed"):
        row.role = "READ_ONLY"
        row.save()
        audit.record("changed a role", row, site="north")
    with audit.acting_as("psql", at=AT, why="by hand"):
        Grant.objects.filter(pk=row.pk).update(role="CLINICIAN")
    audit.look_after(by="worker:test", at=AT)
    return row


@pytest.mark.parametrize("width", [390, 1440])
def test_a_change_by_sql_is_seen_followed_and_settled(by_sql, tab, accessible, picture, width):
    page = tab(ada(), width=width)
    page.goto("/audit/ledger/")
    assert "1 finding is open" in page.inner_text("#answer")
    accessible(page)
    assert fits(page)
    picture(page, f"ledger-{width}")
    page.click(f"main a:text-is('accounts.Grant:{by_sql.pk}') >> nth=0")
    page.wait_for_url("**/audit/story/**")
    assert "3 changes" in page.inner_text("#answer")
    assert "no row" in page.inner_text("main")
    accessible(page)
    assert fits(page)
    picture(page, f"story-{width}")
    page.goto("/audit/ledger/")
    page.fill("input[name=reason]", "a repair agreed by telephone")
    page.click("text=Settle")
    page.wait_for_selector("text=Settled.")
    assert "nothing is open" in page.inner_text("#answer")


def test_folded_values_are_on_paper(by_sql, tab, picture):
    page = tab(ada())
    page.goto("/audit/ledger/")
    folded = page.locator("details.cp-prints")
    assert folded.count() and not folded.get_by_text("granted_by:").first.is_visible()
    assert on_paper(page) == CLEAN
    assert all(one.is_visible() for one in folded.get_by_text("granted_by:").all())
    assert not folded.locator("summary").first.is_visible()
    picture(page, "ledger-on-paper")


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
