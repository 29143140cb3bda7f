"""An interface engineer sees that a feed is silent, how late it tells, and clears what was set
aside; a bed manager sees a journey as it was known.
"""

from datetime import timedelta

import pytest

from carepath.ingestion import actions
from carepath.ingestion.models import Message
from carepath.journeys.models import Journey
from carepath.ui import clock
from tests.factories import nora, person, site
from tests.ingestion.messages import adt

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]
LOOKS = [("wide", 1440, "light"), ("narrow", 390, "light"), ("dark", 1440, "dark")]


@pytest.fixture
def feed():
    """A feed that sent a message each minute until three hours ago; two could not be understood."""
    began = clock.now() - timedelta(hours=4)
    made = actions.declare_feed(name="Admissions", site=site(), by="test", at=began)
    for minute in range(30):
        at, unit = began + timedelta(minutes=minute), f"W{minute % 3}"
        raw = adt("A01", minute, unit, visit=f"V{minute}", control=f"c{minute}", bed=f"B{minute}")
        actions.receive_hl7(raw=raw, source=made, by="test", at=at)
    for raw in (adt("Z99", 1, "W1", control="odd"), b"nonsense"):
        actions.receive_hl7(raw=raw, source=made, by="test", at=began + timedelta(minutes=31))
    while actions.process_feeds(by="test", at=clock.now()):
        continue
    return made


@pytest.mark.parametrize(("name", "width", "colours"), LOOKS)
def test_a_silent_feed_is_told_and_its_quarantine_cleared(
    feed, tab, accessible, picture, name, width, colours
):
    page = tab(person("sam", "SYSTEM_ADMINISTRATOR"), width=width, colours=colours)
    page.goto("/imports/feeds/")
    assert "it rests for at most" in page.inner_text("#feeds")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    accessible(page)
    picture(page, f"feeds-{name}")
    page.click("#feeds a:has-text('Admissions')")
    page.wait_for_selector("h2:has-text('How late it tells')")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    accessible(page)
    picture(page, f"feed-{name}")
    page.fill("#number", "odd")
    page.click("button:has-text('Find')")
    assert page.locator("section:has(#messages) tbody tr").count() == 1
    page.click("summary:has-text('Leave aside for good') >> nth=0")
    page.fill("input[name=why] >> nth=0", "a sender of tests")
    page.click("button:has-text('Leave these aside') >> nth=0")
    page.wait_for_selector("text=1 message is left aside.")


def test_a_word_of_a_feed_is_looked_at_kept_and_its_messages_read(feed, tab, accessible, picture):
    page = tab(person("sam", "SYSTEM_ADMINISTRATOR"))
    page.goto(f"/imports/feeds/{feed.pk}/")
    page.click("a:has-text('Say what its word means')")
    page.select_option("select[name=means]", "A08")
    page.click("button:has-text('What would it mend?')")
    page.wait_for_selector("text=1 waiting message would be understood.")
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        accessible(page)
        picture(page, f"words-{width}")
    page.fill("#reason", "their own update")
    page.click("button:has-text('Keep, and read these again')")
    page.wait_for_selector("text=Kept. 1 message is read again.")
    actions.process_feeds(by="test", at=clock.now())
    assert not Message.objects.filter(reason_code="unknown_trigger").exists()


@pytest.mark.parametrize(("name", "width", "colours"), LOOKS)
def test_a_journey_as_it_was_known(feed, tab, accessible, picture, name, width, colours):
    page = tab(nora(), width=width, colours=colours)
    page.goto(f"/journeys/{Journey.objects.get(case_ref='V3').trace_id.hex}/known/")
    assert "In W0, as far as was known then." in page.inner_text("#answer")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    accessible(page)
    picture(page, f"known-{name}")
    page.fill("#known_at", "2026-03-02T08:00:00")
    page.click(".cp-filters:has(#known_at) button:has-text('Show')")
    page.wait_for_selector("text=Nothing was known of this journey then.")
