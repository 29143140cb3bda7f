"""A page breaks its own policy in a real Chromium; the system administrator reads of it."""

import pytest

from carepath.work import queries
from tests.factories import person
from tests.running import eventually

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]
BREAK = """() => {
  const script = document.createElement("script");
  script.textContent = "window.broken = true";
  document.body.append(script);
}"""


@pytest.fixture
def stranger(chromium, live_server):
    """A tab whose faults nobody counts: here they are meant."""
    context = chromium.new_context(base_url=live_server.url)
    yield context.new_page()
    context.close()


def test_a_broken_policy_is_reported_and_read(stranger, tab, accessible, picture):
    stranger.goto("/accounts/login/?next=/journeys/")
    stranger.evaluate(BREAK)
    assert not stranger.evaluate("window.broken || false")
    report = eventually(lambda: queries.policy_reports().first(), within=90)
    assert (report.directive, report.page, report.blocked) == (
        "script-src-elem",
        "account_login",
        "inline",
    )
    page = tab(person("sam", "SYSTEM_ADMINISTRATOR"))
    page.goto("/jobs/")
    assert "account_login" in page.inner_text("section:has(#policy-reports)")
    accessible(page)
    picture(page, "policy-reports")
