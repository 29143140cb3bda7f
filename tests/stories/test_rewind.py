"""A board, requests and a journey are wound back by keyboard and link, with and without script."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from carepath.ingestion import actions as inbox
from carepath.journeys.models import Journey
from carepath.ui import clock
from tests.factories import ben, site
from tests.ingestion.messages import adt

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]
FITS = "() => document.documentElement.scrollWidth <= innerWidth"
LOOKS = [(1440, "light"), (390, "dark")]


def lived():
    """Two patients who lay there for long, and one who was told of ten minutes ago."""
    feed = inbox.declare_feed(name="adt", site=site(), by="test", at=clock.now())
    now = clock.now()
    for hours, visit, bed in ((30, "V1", "B1"), (20, "V2", "B2"), (0.2, "V3", "B3")):
        at = now - timedelta(hours=hours)
        raw = adt("A01", 0, "W1", visit=visit, bed=bed, control=visit)
        inbox.receive_hl7(raw=raw, source=feed, by="test", at=at)
        inbox.process_feeds(by="test", at=at)


def moment(hours):
    return f"{clock.now() - timedelta(hours=hours):%Y-%m-%dT%H:%M:%S}Z"


def looks(page, accessible, picture, name):
    for width, colours in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=colours)
        accessible(page)
        assert page.evaluate(FITS), (name, width)
        picture(page, f"rewind-{name}-{width}-{colours}")


def test_a_board_is_wound_back_and_comes_back(tab, accessible, picture):
    lived()
    manager = ben()
    page = tab(manager)
    page.goto("/capacity/board/?unit=W1")
    expect(page.locator(".ca-bed")).to_have_count(3)
    slider = page.locator("#rewind-back")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".cp-rewound")).to_contain_text("Not now:")
    assert page.url.split("?")[1].startswith("unit=W1&at="), page.url
    assert page.evaluate("document.activeElement.id") == "rewind-back", "one goes on by keyboard"
    expect(page.locator(".ca-say")).to_have_count(0)
    page.get_by_role("link", name="Show what was known then").click()
    expect(page.locator(".cp-rewound")).to_contain_text("as known then")
    expect(page.locator(".ca-bed")).to_have_count(2)
    page.keyboard.press("Home")
    page.get_by_role("link", name="1 d earlier").click()
    expect(page.locator(".ca-bed")).to_have_count(1)
    looks(page, accessible, picture, "board")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("link", name="Back to now").click()
    expect(page.locator(".ca-bed")).to_have_count(3)
    expect(page.locator(".cp-rewound")).to_have_count(0)

    page.goto(f"/now/?at={moment(30)}&known_at={moment(30)}")
    expect(page.locator(".cp-rewound")).to_contain_text("as known then")
    looks(page, accessible, picture, "now")

    plain = tab(manager, script=False)
    plain.goto("/capacity/requests/")
    plain.locator("#rewind-back").focus()
    plain.keyboard.press("ArrowLeft")
    plain.get_by_role("button", name="Show").click()
    expect(plain.locator(".cp-rewound")).to_contain_text("as is known now")
    plain.goto(f"/journeys/{Journey.objects.get(case_ref='V1').trace_id.hex}/?known_at=2026-01-01")
    expect(plain.locator("#answer")).to_have_text(re.compile("Nothing was known"))
    expect(plain.get_by_role("link", name="15 min later")).to_be_visible()
