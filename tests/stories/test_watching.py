"""What auditors and operators watch: the ledger, the controls and the feeds, at both widths."""

import pytest

from carepath.audit import actions as audit
from carepath.compliance import actions as compliance
from carepath.ingestion import actions as ingestion
from carepath.ui import clock
from tests.factories import AT, ben, person, site
from tests.ingestion.messages import adt

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]


@pytest.fixture
def watcher():
    """Somebody who audits and runs the portal, with something to see."""
    now = clock.now()
    feed = ingestion.declare_feed(name="ward system", site=site(), by="test", at=now)
    for raw in (adt("A01", 1, "W1"), adt("A40", 2, "W1"), b"nonsense"):
        held = ingestion.receive_hl7(raw=raw, source=feed, by="test", at=now)
        ingestion.process(message=held.pk, by="test", at=now)
    ben()
    with audit.recording_as("test", at=AT):  # long ago, and no backup since
        audit.record("began")
    compliance.run_due(by="worker:sweep", at=now)
    return person("ada", "AUDITOR", "SYSTEM_ADMINISTRATOR")


@pytest.mark.parametrize("width", [1440, 390])
def test_ledger_controls_and_feeds(watcher, tab, width, accessible, picture):
    page = tab(watcher)
    page.set_viewport_size({"width": width, "height": 900})
    for address, name, says in (
        ("/audit/ledger/", "ledger", "changes are written"),
        ("/controls/", "controls", "not hold"),
        ("/controls/keeping.backed-up/", "control", "read back, within a day"),
        ("/imports/feeds/", "feeds", "1 feed sends messages"),
    ):
        page.goto(address)
        assert says in page.inner_text("#answer")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        accessible(page)
        picture(page, f"{name}-{width}")
    page.click("main td a >> nth=-1")
    assert "could not be understood" in page.inner_text("#answer")
    accessible(page)
    page.click("text=Read these again >> nth=0")
    assert "read again" in page.inner_text("main")


def test_running_controls_now(watcher, tab):
    page = tab(watcher)
    page.goto("/controls/")
    page.click("text=Run all now")
    assert "not hold" in page.inner_text(".cp-messages")
