"""The huddle of the morning: said, decided, read, and printed on one sheet of A4."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from carepath.capacity.models import Claim, Holding
from carepath.outcomes import queries
from carepath.outcomes.models import Decision, HuddleReader, Receipt
from carepath.places.models import Bed, Unit
from carepath.ui import clock
from tests.factories import ben
from tests.outcomes import worlds
from tests.stories.paper import CLEAN, on_paper

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]
LOOKS = [(390, "dark")]


def hospital(units=14):
    """As many units as a hospital has, one of them with patients."""
    north, now = worlds.hospital(), clock.now()
    for n in range(units):
        unit = Unit.objects.create(site=north, code=f"U{n:02}", name=f"Ward {n + 1}")
        Bed.objects.create(unit=unit, code="1", confirmed=True)
    worlds.lies(worlds.arrives(north, now - worlds.DAY), "W", "W0", now - worlds.DAY)
    worlds.waits(worlds.arrives(north, now - 2 * worlds.HOUR), "W", now - 61 * worlds.MINUTE)
    return north


def sheets(page):
    """How many sheets of paper it is printed on."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True)))


def test_the_huddle_of_the_morning(tab, accessible, picture):
    hospital()
    page = tab(ben(first_name="Ben", last_name="Smit", email="ben@hospital.example"))
    page.goto(reverse("outcomes:huddle"))
    page.get_by_role("button", name="Hold one now").first.click()
    page.get_by_text("1 patient waits for one, the longest for 1 h").wait_for()

    # A patient goes: the next huddle says what changed, this one stays as it was.
    gone = clock.now()
    for model in (Holding, Claim):
        model.objects.update(until=gone)
    row = page.locator("tr", has_text="Unit W")
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    row.get_by_label("How it stands").fill("Two go home before noon")
    row.get_by_label("What it asks for").fill("A porter at 11:00")
    page.keyboard.press("Enter")
    row.get_by_text("Two go home before noon").wait_for()
    page.get_by_label("What is decided").fill("Open two beds of ward 3")
    page.get_by_label("Who does it (a role)").fill("bed manager")
    page.get_by_role("button", name="Decide").click()
    page.get_by_role("button", name="I have read it").click()
    page.locator("section[aria-labelledby=read]").get_by_text("Ben Smit").wait_for()
    assert (Decision.objects.count(), Receipt.objects.count()) == (1, 1)
    for width, colours in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=colours)
        accessible(page)
        picture(page, f"huddle-{width}-{colours}")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.set_viewport_size({"width": 1440, "height": 900})
    page.click("[data-menu] > summary")
    page.get_by_role("button", name="Short tour").click()
    page.goto(reverse("outcomes:huddle"))
    assert page.locator(".cp-tour").is_visible(), "what stands beside a page is not printed"
    assert sheets(page) == 1
    assert on_paper(page) == CLEAN
    page.emulate_media(media="screen")
    page.goto(reverse("outcomes:huddles"))
    page.get_by_role("button", name="Mail me each huddle").click()
    page.get_by_text("You get each huddle of these times by mail").wait_for()
    for width, colours in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=colours)
        accessible(page)
        picture(page, f"huddles-{width}-{colours}")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    link = queries.link_of(HuddleReader.objects.get())
    page.goto(reverse("outcomes:leave_huddle_mail", args=[link]))
    accessible(page)
    picture(page, "huddle-mail-ends")
    page.get_by_role("button", name="No more of these mails").click()
    page.get_by_text("You get no more huddles").wait_for()
    assert not HuddleReader.objects.exists()
    assert timedelta(0) < clock.now() - gone
