"""Three things of a shift that must be excellent, with their actions counted and their time taken.

A machine that runs tests is busy: times are those that people are promised, with a page's own speed
measured elsewhere (benchmarks/bench_rewind.py).
"""

import time

import pytest
from playwright.sync_api import expect

from carepath.capacity.models import Reservation
from carepath.journeys.models import Journey
from tests.capacity.actions.test_moving import two
from tests.capacity.actions.test_projecting import feed
from tests.capacity.waiting import waits
from tests.factories import ben, person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]
PLACED_S, STEP_S = 10, 3
FOCUSED = "document.activeElement === document.body ? '' : document.activeElement.innerText"
WOUND = (
    "/now/", "/capacity/board/", "/capacity/requests/", "/capacity/occupancy/",
    "/capacity/emergency/", "/capacity/intensive/", "/capacity/stays/", "/capacity/transfers/",
    "/capacity/queues/", "/capacity/measures/",
)  # fmt: skip
ASKS = "#main [hx-trigger^='every'], #main form[method='post'], main form[method='post']"


class Hand:
    """A hand on a keyboard: Tab to look for something, Enter to do it; only doing is an action."""

    def __init__(self, page):
        self.page, self.actions, self.begun = page, 0, time.monotonic()

    def finds(self, words, most=6):
        for _press in range(most):
            if words in self.page.evaluate(FOCUSED):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{words!r} is not within {most} steps")

    def does(self):
        self.actions += 1
        self.page.keyboard.press("Enter")

    @property
    def took(self):
        return time.monotonic() - self.begun


def test_a_patient_is_placed_by_keyboard_and_it_is_undone(tab):
    source = feed()
    two(source)
    waits(source, "V3")
    page = tab(ben())
    page.goto("/capacity/requests/")
    hand = Hand(page)
    hand.finds("Skip to the first bed that fits")
    hand.does()
    page.wait_for_function("() => document.activeElement.id.startsWith('keep-')")
    hand.does()
    expect(page.get_by_text("B3 is kept for")).to_be_visible()
    assert Reservation.objects.filter(ended_at=None).count() == 1
    page.wait_for_function("() => document.activeElement.id.startsWith('undo-')")
    hand.does()
    expect(page.get_by_text("B3 is given back")).to_be_visible()
    assert (hand.actions, hand.took < PLACED_S) == (3, True), hand.took
    assert not Reservation.objects.filter(ended_at=None).exists()
    page.wait_for_function("() => document.activeElement.id.startsWith('keep-')")


def test_a_number_of_a_ward_opens_to_the_message_it_rests_on_and_back(tab):
    two(feed())
    page = tab(person("quinn", "QUALITY_LEAD"))
    page.goto("/capacity/stays/?unit=W1&shown=all")
    begin, clicks = page.url, 0

    def click(selector, there=""):
        nonlocal clicks
        clicks += 1
        page.locator(selector).first.click()
        if there:
            page.wait_for_url(there)

    click("main a.cp-opens[href*='/definitions/long_stays/']", "**/definitions/long_stays/**")
    assert "unit=W1&shown=all" in page.url, "the filter is kept"
    click("tbody a[href*='/journeys/']", "**/journeys/*/")
    click("#waterfall a[href*='/spans/']")
    click("text=The raw record it came from", "**/raw/**")
    expect(page.locator("main")).to_contain_text("ADT^A01")
    assert clicks <= 4
    for _step in range(6):
        if page.url == begin:
            break
        page.go_back()
    assert page.url == begin
    expect(page.locator("#answer")).to_contain_text("2 of 2 inpatients")


@pytest.mark.parametrize("script", [True, False])
def test_every_page_of_the_shift_goes_back_a_step_and_says_so(tab, script):
    source = feed()
    two(source)
    page = tab(ben(), script=script)
    journey = Journey.objects.get(case_ref="V1")
    for address in (*WOUND, f"/journeys/{journey.trace_id.hex}/known/"):
        page.goto(address)
        page.locator("#rewind-back").focus()
        begun = time.monotonic()
        page.keyboard.press("ArrowLeft")
        if not script:
            page.locator(".cp-rewind button").press("Enter")
        expect(page.locator(".cp-rewound")).to_contain_text("Not now:")
        assert time.monotonic() - begun < STEP_S, address
        assert "at=" in page.url, address
        assert page.locator(ASKS).count() == 0, f"{address} asks or offers something"
        if script:
            assert page.evaluate("document.activeElement.id") == "rewind-back", address
        page.get_by_role("link", name="Show what was known then").click()
        expect(page.locator(".cp-rewound")).to_contain_text("as known then")
        page.get_by_role("link", name="Back to now").click()
        expect(page.locator(".cp-rewound")).to_have_count(0)
