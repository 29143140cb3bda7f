"""A bed manager asks what is to come, an administrator whether the jobs run; at each look."""

from datetime import timedelta

import pytest

from carepath.forecasts import actions
from carepath.forecasts.models import Slot
from carepath.places import actions as places
from carepath.places.models import Unit
from carepath.ui import clock
from tests.factories import ben, person
from tests.forecasts.worlds import hospital

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]
HOUR = timedelta(hours=1)
LOOKS = [(1440, "light"), (390, "dark")]
FITS = "() => document.documentElement.scrollWidth <= innerWidth"


def foretold(now):
    """A hospital whose medicine has two open beds of thirty, judged and then foretold each hour.

    Its forecast has skill at whatever hour this is told; that of surgery at some hours only.
    """
    hospital(weeks=9, until=now)
    medicine = Unit.objects.get(code="W1")
    places.declare_beds(unit=medicine, beds=2, physical=30, by="test", at=now)
    actions.run_due(by="worker:sweep", at=now - 4 * HOUR)
    while Slot.objects.filter(state="waiting").exists():  # series are judged some at a time
        actions.run_due(by="worker:sweep", at=now - 4 * HOUR)
    for hours in (2, 1, 0):
        actions.run_due(by="worker:sweep", at=now - hours * HOUR)


def seen(page, name, accessible, picture, looks=LOOKS[1:]):
    for width, colours in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=colours)
        page.wait_for_function(FITS, timeout=30_000)
        accessible(page)
        picture(page, f"{name}-{width}-{colours}")


def test_what_is_to_come_and_whether_it_was_told(tab, accessible, picture, figures):
    foretold(clock.now())
    page = tab(ben(first_name="Ben", last_name="Smit"))
    page.goto("/forecasts/")
    assert "Medicine" in page.inner_text("#answer")
    figures(page)
    seen(page, "forecast", accessible, picture, LOOKS)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("link", name="not told", exact=True).click()
    page.wait_for_selector("h2#arrivals-title:has-text('acuity not told')")
    figures(page)
    seen(page, "forecast-acuity", accessible, picture)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/forecasts/")
    page.locator(".fo-advice .fo-say a").first.click()
    page.wait_for_selector("h2#else")
    figures(page)
    seen(page, "advice", accessible, picture, LOOKS)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.go_back()
    page.get_by_label("Why, for Medicine").fill("Two nurses are free until eight.")
    page.get_by_role("button", name="Accept").click()
    page.wait_for_selector("text=Ben Smit: Two nurses are free")
    page.get_by_role("link", name="the one before").click()
    page.wait_for_selector("text=What was known at")
    figures(page)
    picture(page, "forecast-rewound")
    page.get_by_role("link", name="Surgery", exact=True).click()
    page.wait_for_selector("h2#unit:has-text('Surgery')")
    assert "known_at" in page.url

    page.goto("/forecasts/backtests/")
    assert "cried wolf" in page.inner_text("#answer")
    seen(page, "backtests", accessible, picture)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.locator("a[href*='/series/']", has_text="Surgery").last.click()
    page.wait_for_selector("text=Beside simple rules")
    figures(page)
    seen(page, "backtest", accessible, picture)

    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/forecasts/backtests/series/?job=arrivals&series=ED")
    page.wait_for_selector("text=By acuity, in windows of eight hours")
    seen(page, "backtest-acuity", accessible, picture)

    jobs = tab(person("sam", "SYSTEM_ADMINISTRATOR", first_name="Sam", last_name="Bakker"))
    jobs.goto("/forecasts/jobs/")
    jobs.get_by_role("button", name="Run again").first.click()
    jobs.wait_for_selector("text=as soon as its turn comes")
    jobs.wait_for_selector("#slots[hx-get]")
    actions.run_due(by="worker:sweep", at=clock.now())
    jobs.wait_for_selector("text=2 times", timeout=15_000)
