"""Each page of capacity and of what is to come: whole at each look, and complete by keyboard.

A new page is looked at by itself, as soon as it has its line in the table of addresses.
"""

import pytest
from django.urls import reverse
from playwright.sync_api import Error

from carepath.outcomes.models import Alert, RuleSet
from carepath.scenarios.models import Scenario
from carepath.ui import clock
from tests.factories import person
from tests.stories.keys import walk
from tests.stories.whole import whole
from tests.test_access import TABLE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]
APPS = {"capacity", "forecasts", "outcomes", "places", "portal", "scenarios"}
PARTS = {"portal:home", "portal:docs", "outcomes:ahead", "outcomes:history"}
"""Addresses that lead elsewhere, are no page of these, or are a part of another page."""
ROLES = ("HOSPITAL_ADMINISTRATOR", "BED_MANAGER", "SYSTEM_ADMINISTRATOR", "QUALITY_LEAD")
FITS = "() => document.documentElement.scrollWidth <= innerWidth"
DRAWN = "() => !document.querySelector('[data-figure]:not([data-drawn={}])')"
BY_LOOK = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"]
"""Rules whose verdict depends on colours and width; all others see the same page as before."""


def addresses():
    """Name and address of each page, and of some that are about one thing."""
    for name, (method, arguments, _who, answers) in TABLE.items():
        if name.partition(":")[0] not in APPS or name in PARTS:
            continue
        if method == "get" and 200 in answers and "pk" not in arguments:
            yield name, reverse(name, kwargs=arguments)
    for name, unit in (("capacity:board", "MEA"), ("capacity:constraints", "MEA"),
                       ("capacity:occupancy", "W1"), ("forecasts:index", "W1")):  # fmt: skip
        yield f"{name} of a unit", f"{reverse(name)}?unit={unit}"
    for name, rows in (("outcomes:alert", Alert), ("outcomes:rule_set", RuleSet),
                       ("scenarios:scenario", Scenario)):  # fmt: skip
        yield name, reverse(name, args=[rows.objects.latest("pk").pk])


def test_every_page_is_whole_and_complete_by_keyboard(tab, accessible, picture):
    whole(clock.now())
    page, faults = tab(person("hilda", *ROLES, first_name="Hilda")), []
    within = None  # the frame around each page is the same: it is looked at once
    for name, address in addresses():
        page.set_viewport_size({"width": 1440, "height": 900})
        page.emulate_media(color_scheme="light")
        page.goto(address)
        found = [*says(page), *wide(page, accessible, within), *walk(page)]
        found += narrow(page, accessible, within)
        within = "main"
        faults += [f"{name}: {fault}" for fault in found]
        picture(page, f"every-{name.replace(':', '-').replace(' ', '-')}")
    assert not faults, "\n".join(faults)


def says(page):
    """What is wrong with its heading and first line."""
    if page.locator("main h1").count() != 1 or not page.inner_text("main h1").strip():
        yield "it has not one heading"
    if not page.locator("#answer").count() or not page.inner_text("#answer").strip():
        yield "its first line says nothing"


def wide(page, accessible, within):
    """What axe finds as the page came."""
    yield from failing(
        lambda: page.wait_for_function(DRAWN.format("light"), timeout=60_000),
        lambda: accessible(page, within=within),
    )


def narrow(page, accessible, within):
    """What is wrong on a telephone at night."""
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 844})
    yield from failing(
        lambda: page.wait_for_function(DRAWN.format("dark"), timeout=60_000),
        lambda: page.wait_for_function(FITS, timeout=60_000),
        lambda: accessible(page, BY_LOOK, within),
    )


def failing(*checks):
    """Each word of a check that does not hold."""
    for check in checks:
        try:
            check()
        except (AssertionError, Error) as error:
            yield str(error)
