"""docs/tour.md, step by step, on a portal that started from nothing."""

import re
from pathlib import Path

import pytest

from tests.stories.conftest import BUILT_WITHIN_S, jump

pytestmark = pytest.mark.browser
TOUR = (Path(__file__).resolve().parents[2] / "docs/tour.md").read_text()
TROUBLES = (
    ("Wait for CT", "Monday to Friday", "longer"),
    ("Wait for Antibiotics", "at night", "longer"),
    ("Wait for Transport home", "Medicine B", "longer"),
)


def told(words):
    """Return words of the page that the tour names too."""
    assert f"**{words}**" in TOUR, words
    return words


def test_from_nothing_to_three_troubles(page, picture):
    if page.query_selector("#demo-building"):
        assert told("A hospital is being invented for you") in page.inner_text("#demo-building")
        picture(page, "tour-0-building", full=False)
    page.wait_for_selector("#answer", timeout=1000 * BUILT_WITHIN_S)
    assert page.inner_text("h1") == told("Now")
    page.click(f"nav#nav >> text={told('Bottlenecks')}")
    page.wait_for_selector("h2:has-text('Findings')")
    assert told("Where do the hours go?") in page.inner_text("h1")
    page.evaluate("() => scrollTo({top: 900, behavior: 'instant'})")
    assert page.locator("nav#nav").bounding_box()["y"] > 0, "the navigation stays in view"
    for step in range(1, 5):
        page.wait_for_selector(f"#tour >> text={told('Short tour')}, {step} of 5")
        page.click(f"#tour >> text={told('Next')}")
    page.click("#tour >> text=Done")
    page.wait_for_selector("#tour", state="detached")
    assert told("Invented data") in page.inner_text("#demo-bar")
    page.click(f"#demo-bar >> text={told('Pause')}")
    page.wait_for_selector("#demo-rate-0[aria-pressed=true]")
    for number, trouble in enumerate(TROUBLES, start=1):
        opens_to_a_patient(page, *trouble)
        picture(page, f"tour-{number}-journey")
    beds_and_staff(page)
    its_clock_jumps(page)
    as_somebody_else(page, picture)


def opens_to_a_patient(page, wait, where, says):
    """A finding, its number, its definition, one of its ten journeys, and back."""
    page.goto("/bottlenecks/?source=Invented+hospital")
    page.click(".bn-rest > summary") if page.query_selector(".bn-rest > summary") else None
    finding = f".bn-findings > li:has-text('{told(wait)}'):has-text('{where}')"
    assert says in page.inner_text(f"{finding} a.cp-opens >> nth=0")
    page.click(f"{finding} a.cp-opens >> nth=0")
    page.wait_for_url("**/definitions/**")
    assert told("How it is made") in page.inner_text("main")
    assert page.locator("tbody th a").count() == 10
    page.click("tbody th a >> nth=0")
    page.wait_for_url("**/journeys/*/**")
    assert told("What happened") in page.inner_text("main")
    stage = wait.removeprefix("Wait for ")
    named = page.locator(".cp-wf-stage", has_text=re.compile(rf"^\s*{stage}"))
    page.locator("[data-row]", has=named).first.focus()
    page.keyboard.press(told("Enter"))
    page.wait_for_selector(f"[data-span] h2:text-is('{stage}')")
    page.go_back()
    page.wait_for_url("**/definitions/**")


def beds_and_staff(page):
    page.click(f"nav#nav >> text={told('Beds and staff')}")
    page.click("button[aria-label^='Porters on duty, early']")
    page.fill(".cp-pop:popover-open input[name=number]", "1")
    page.fill(".cp-pop:popover-open input[name=reason]", "two are ill")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Porters, early: 1 on duty.")
    page.click(f"text={told('Set back')} to")
    page.wait_for_selector(".cp-message >> text=Porters, early:")


def its_clock_jumps(page):
    before = page.inner_text(".cp-demo-clock")
    page.click(f"#demo-bar >> text={told('Make it happen')}")
    page.click("#demo-happen button[value=ct_down]")
    page.wait_for_selector("text=It begins now. All CT scanners")
    page.click(f"#demo-bar >> text={told('×60')}")
    page.wait_for_selector("#demo-rate-60[aria-pressed=true]")
    page.click(f"#demo-bar >> text={told('×1')}")
    page.wait_for_selector("#demo-rate-1[aria-pressed=true]")
    jump(page, told("+8 h"))
    assert page.inner_text(".cp-demo-clock") != before


def as_somebody_else(page, picture):
    page.click(f"#demo-bar >> text={told('Look as')}")
    page.click("li:has-text('Auditor Ada') button")
    page.wait_for_selector("text=You look as Auditor Ada")
    assert "staff set" in page.inner_text("tbody")
    picture(page, "tour-5-auditor", full=False)
    page.click("text=Be admin again")
    page.wait_for_selector(".cp-persona", state="detached")
