"""A screen is hung on a wall: it turns its pages without script, and says when it is old."""

import pytest
from playwright.sync_api import expect

from carepath.places.models import Bed, Unit
from carepath.ui import clock
from tests.factories import person
from tests.stories.eventful import eventful

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]
SMALLEST = """() => Math.min(...[...document.querySelectorAll('main *')]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && [...one.childNodes]
    .some((node) => node.nodeType === 3 && node.data.trim()))
  .map((one) => parseFloat(getComputedStyle(one).fontSize)))"""
LATER = "document.getAnimations().forEach((one) => one.finish())"


def test_a_screen_signs_in_and_turns_its_pages(tab, accessible, picture):
    eventful(clock.now())
    site = Unit.objects.get(code="MA").site
    for n in range(7):
        unit = Unit.objects.create(site=site, code=f"X{n}", name=f"Ward {n + 1}")
        Bed.objects.create(unit=unit, code="1", confirmed=True)
    page = tab(person("hilda", "HOSPITAL_ADMINISTRATOR"))
    page.goto("/screens/")
    page.get_by_label("Where it hangs").fill("Hall, second floor")
    page.get_by_role("button", name="Add the screen").click()
    secret = page.locator("#secret").text_content()
    accessible(page)
    picture(page, "screens")

    screen = tab(width=1920, height=1080, script=False, refusals=True)
    screen.goto("/wall/")
    picture(screen, "wall-sign-in")
    screen.get_by_label("Token of this screen").fill(secret)
    screen.get_by_role("button", name="Show the wall").click()
    expect(screen.locator(".wa-unit")).to_have_count(8)
    picture(screen, "wall", full=False)
    screen.goto("/wall/?page=2")
    expect(screen.locator(".wa-unit")).to_have_count(3)

    looked = tab(width=1920, height=1080, refusals=True)
    looked.context.add_cookies(screen.context.cookies())
    answer = looked.goto("/wall/")
    assert answer.headers["refresh"] == "20; url=/wall/?page=2"
    accessible(looked)
    assert looked.evaluate(SMALLEST) >= 24
    assert looked.evaluate("document.documentElement.scrollHeight <= innerHeight"), "nothing is cut"
    expect(looked.locator(".wa-unrenewed")).to_be_hidden()
    looked.evaluate(LATER)
    expect(looked.locator(".wa-unrenewed")).to_be_visible()
    picture(looked, "wall-old", full=False)
    looked.emulate_media(color_scheme="dark")
    looked.reload()
    accessible(looked)
    picture(looked, "wall-dark", full=False)
    for n in (1, 2):
        looked.goto(f"/wall/?page={n}")
        assert looked.evaluate(SMALLEST) >= 24, f"page {n} is read at 4 m"
    looked.set_viewport_size({"width": 390, "height": 844})
    accessible(looked)
    picture(looked, "wall-390")
    page.goto("/screens/")
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("revoked").first).to_be_visible()
    refused = looked.request.get("/wall/")
    assert (refused.status, "was revoked" in refused.text()) == (403, True)
