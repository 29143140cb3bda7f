"""A bed manager asks what four more beds would do, sees it being run, and reads the answer."""

from datetime import timedelta

import pytest

from carepath.scenarios import actions, policies
from carepath.scenarios.actions import running
from carepath.scenarios.models import Scenario
from carepath.simulator.flow import Change
from carepath.ui import clock
from tests.factories import ben
from tests.scenarios.worlds import LONGER, asked, hospital

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]
FITS = "() => document.documentElement.scrollWidth <= innerWidth"
LOOKS = [(1440, "light"), (390, "dark")]


def seen(page, name, accessible, picture):
    for width, colours in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=colours)
        page.wait_for_function(FITS, timeout=30_000)
        accessible(page)
        picture(page, f"{name}-{width}-{colours}")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(color_scheme="light")


def run(rounds, now):
    for n in range(rounds):
        actions.run_waiting(by="worker:sweep", at=now + timedelta(seconds=n))


def test_what_four_more_beds_would_do(tab, accessible, picture, figures, monkeypatch):
    monkeypatch.setattr(running, "ROUND_S", 0.0)
    monkeypatch.setattr(policies, "FIT_RUNS", 8)
    now = clock.now()
    where = hospital(weeks=7, until=now)
    who = ben(first_name="Ben", last_name="Smit")
    page = tab(who, refusals=True)
    page.goto("/what-if/")
    page.wait_for_selector("text=What would four more beds do?")
    seen(page, "what-if-empty", accessible, picture)
    page.get_by_role("link", name="New scenario").first.click()
    page.get_by_label("What", exact=True).first.select_option("beds")
    page.get_by_label("Where", exact=True).first.select_option(label="Surgery")
    page.get_by_label("How much, or when").first.fill("four")
    page.get_by_role("button", name="Run it").click()
    page.wait_for_selector("text=Write how many beds more or fewer")
    seen(page, "what-if-new", accessible, picture)
    page.get_by_label("How much, or when").first.fill("+4")
    page.get_by_label("Runs with and without the changes").select_option("20")
    page.get_by_role("button", name="Run it").click()
    page.wait_for_selector("#progress >> text=Waits for its turn")
    run(6, now)
    page.wait_for_selector("#progress >> text=/[67] of 49 runs are done/", timeout=15_000)
    seen(page, "what-if-running", accessible, picture)
    monkeypatch.setattr(running, "ROUND_S", 600.0)
    run(1, now + timedelta(seconds=9))
    page.wait_for_selector("#answer >> text=With 4 more beds on Surgery", timeout=15_000)
    assert "boarding" in page.inner_text("#answer") and "80 %" in page.inner_text("#answer")
    page.wait_for_selector("text=How well the model reproduces the past month")
    figures(page)
    seen(page, "what-if-answer", accessible, picture)

    asked(where, LONGER, by=who, at=now, pairs=20, weeks=4, name="CT in the evening")
    run(1, now + timedelta(seconds=20))
    assert not Scenario.objects.exclude(state="done").exists()
    page.goto("/what-if/")
    for box in page.get_by_role("checkbox").all():
        box.check()
    seen(page, "what-if-list", accessible, picture)
    page.get_by_role("button", name="Compare 2 to 4").click()
    page.wait_for_selector("#answer >> text=Least boarding")
    figures(page)
    seen(page, "what-if-compare", accessible, picture)

    nowhere = asked(where, Change("beds", "W9", 1), by=who, at=now, name="A bed on a ward unknown")
    run(1, now + timedelta(seconds=30))
    page.goto(f"/what-if/{nowhere.pk}/")
    page.wait_for_selector("#answer >> text=It could not be run: There is no such place.")
    seen(page, "what-if-failed", accessible, picture)
    late = asked(where, by=who, at=now, weeks=6, name="Beds for six weeks")
    page.goto(f"/what-if/{late.pk}/")
    page.get_by_role("button", name="Cancel").click()
    page.wait_for_selector("#answer >> text=Cancelled by Ben Smit")
    seen(page, "what-if-cancelled", accessible, picture)
