"""A list and a journey that refresh themselves while somebody reads them."""

import re

import pytest
from playwright.sync_api import expect

from carepath.journeys import actions as journeys
from carepath.journeys.models import Journey
from carepath.ui import clock
from tests.factories import nora
from tests.journeys.frames import event, frame
from tests.journeys.worlds import declared, ward

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]
AT_MOST_MS = 4_000
"""Two seconds behind is the promise; a shared machine may need as long again to draw."""


def record(source, *events):
    """Record events as they come in, now."""
    journeys.record(events=frame(*events), source=source, by="test", at=clock.now())


def polls(page):
    """Count the questions that a page asks by itself."""
    asked = []
    page.on("request", lambda r: asked.append(r) if "x-carepath-seen" in r.headers else None)
    return asked


def test_the_list_shows_a_new_journey_and_nothing_else_moves(tab, accessible, picture):
    source = ward(60)
    record(source, event("first", "Triage", 0, 5))
    page = tab(nora(), height=600)
    page.goto("/journeys/?source=ward")
    expect(page.locator("[data-live-words]")).to_have_text(re.compile("Up to date, "))
    page.locator("#list tbody tr:nth-child(30) a").focus()
    before = page.evaluate("scrollY")
    page.mouse.wheel(0, 200)
    page.wait_for_function(f"() => scrollY === {before + 200}")  # the wheel turns a moment later
    page.evaluate(
        """() => {
            const row = document.querySelector("#list tbody tr:nth-child(31)");
            row.isMine = true;
            getSelection().selectAllChildren(row.querySelector("td"));
        }"""
    )
    focused = page.evaluate("document.activeElement.getAttribute('href')")
    selected = page.evaluate("getSelection().toString()")
    top = page.evaluate("document.activeElement.getBoundingClientRect().top")
    record(source, event("new", "Triage", 59 * 60 + 30, 60 * 60))
    short = Journey.objects.get(case_ref="new").short
    row = page.locator("#list tbody tr", has_text=short)
    expect(row).to_have_count(1, timeout=AT_MOST_MS)
    expect(page.locator("#answer")).to_contain_text("62 journeys")
    assert page.evaluate("document.activeElement.getAttribute('href')") == focused
    assert page.evaluate("getSelection().toString()") == selected != ""
    assert page.evaluate("[...document.querySelectorAll('#list tr')].some((row) => row.isMine)")
    now_at = page.evaluate("document.activeElement.getBoundingClientRect().top")
    assert abs(now_at - top) < 3
    accessible(page)
    picture(page, "live-list")


def test_a_pause_holds_the_list_still_and_a_hidden_tab_does_not_ask(tab):
    source = ward(2)
    page = tab(nora())
    page.goto("/journeys/?source=ward")
    asked = polls(page)
    page.click("[data-live-pause]")
    expect(page.locator("[data-live-words]")).to_have_text(re.compile("Paused at "))
    record(source, event("new", "Triage", 300, 310))
    page.wait_for_timeout(3_500)
    assert not asked
    assert page.locator("#list tbody tr").count() == 2
    page.click("[data-live-pause]")
    expect(page.locator("#list tbody tr")).to_have_count(3, timeout=AT_MOST_MS)
    page.evaluate(
        """() => {
            Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    page.wait_for_timeout(500)
    before = len(asked)
    page.wait_for_timeout(3_500)
    assert len(asked) == before
    record(source, event("newer", "Triage", 400, 410))
    page.evaluate(
        """() => {
            Object.defineProperty(document, "hidden", { configurable: true, get: () => false });
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    expect(page.locator("#list tbody tr")).to_have_count(4, timeout=AT_MOST_MS)


def test_an_open_journey_grows_while_it_is_read(tab, accessible):
    source = declared(closing_rule="silence", silence_days=9_999)
    record(source, event("A", "Triage", 0, 10), event("A", "Doctor", 20, 40))
    page = tab(nora())
    page.goto(f"/journeys/{Journey.objects.get().trace_id.hex}/")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector("#span >> text=Started")
    page.click("text=Events as a table")
    record(source, event("A", "Scan", 60, 70))
    expect(page.locator("[data-row]")).to_have_count(3, timeout=AT_MOST_MS)
    assert "Triage" in page.evaluate("document.activeElement.closest('li, details').textContent")
    assert page.locator("[data-row][aria-current=true]").count() == 1
    assert page.is_visible("#events td >> nth=0")
    assert page.is_visible("#span >> text=Started")
    page.keyboard.press("z")
    page.wait_for_url(re.compile("scale=true"))
    record(source, event("A", "Bed", 80, 90))
    expect(page.locator("[data-row]")).to_have_count(4, timeout=AT_MOST_MS)
    expect(page.locator("#waterfall")).to_contain_text("Fold quiet stretches")
    accessible(page)


def test_a_page_that_gets_no_answer_says_since_when(tab):
    record(ward(1), event("B", "Triage", 0, 5))
    page = tab(nora(), refusals=True)
    page.goto("/journeys/?source=ward")
    page.route("**/journeys/**", lambda route: route.fulfill(status=400, body=""))
    expect(page.locator("[data-live-words]")).to_have_text(
        re.compile("No answer since "), timeout=AT_MOST_MS
    )
    page.unroute("**/journeys/**")
    expect(page.locator("[data-live-words]")).to_have_text(
        re.compile("Up to date, "), timeout=AT_MOST_MS
    )
