"""Places by eye: shifts are set and a file is loaded in the browser; every page is whole at each
look."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Error

from carepath.capacity.models import Holding
from carepath.places.models import Bed, UnitStaff
from carepath.ui import clock
from tests.factories import AT, site
from tests.journeys.frames import event
from tests.journeys.worlds import declared, record
from tests.places.worlds import filled, hana
from tests.stories.test_pages_with_content import FITS, LOOKS, wrong

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]
HEAD = "unit,unit name,room,bed,care,side room\n"


def looked_at(page, name, accessible, picture):
    """What is wrong with the page at each look."""
    for width, colours in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=colours)
        with suppress(Error):  # two figures are drawn anew: on a busy machine that takes a while
            page.wait_for_function(FITS, timeout=15_000)
        yield from (f"{name}-{width}-{colours}: {one}" for one in wrong(page, accessible))
        picture(page, f"places-{name}-{width}-{colours}")
    page.set_viewport_size({"width": 1440, "height": 900})


def test_places_are_set_up_in_the_browser(tab, accessible, picture):
    site(name="North General Hospital")
    page, faults = tab(hana(last_name="Visser"), refusals=True), []
    page.goto(reverse("places:shifts"))
    day = clock.now().date().replace(month=1, day=1)
    _sets_shifts(page, day, "20:30")
    page.wait_for_selector("text=ends at 20:30")
    faults += looked_at(page, "refused", accessible, picture)
    _sets_shifts(page, day, "20:00")
    page.wait_for_selector("text=are set")
    faults += looked_at(page, "shifts", accessible, picture)
    page.goto(reverse("places:load", args=["places"]))
    _looks_at(page, HEAD + "MEA,Medicine A,1,A,icy,no\nMEA,,1,,ward,yes\n")
    page.wait_for_selector("text=What to mend")
    faults += looked_at(page, "faults", accessible, picture)
    _looks_at(page, HEAD + "MEA,Medicine A,1,A,ward,no\nMEA,,1,B,high,yes\n")
    page.wait_for_selector("text=3 would be added")
    faults += looked_at(page, "preview", accessible, picture)
    page.fill("#apply [name=reason]", "the new wing")
    page.click("#apply button[type=submit]")
    page.wait_for_selector("text=3 added, 0 changed")
    assert Bed.objects.filter(confirmed=True).count() == 2
    assert not faults, "\n".join(faults)


def test_pages_of_places_with_content(tab, accessible, picture):
    _wait(filled(clock.now()), clock.now())
    page, faults = tab(hana(last_name="Visser")), []
    for name, there in (
        ("capacity:constraints", "[data-drawn]"),
        ("places:staff", ".pl-number"),
        ("places:slots", "[data-drawn]"),
        ("capacity:equipment", "[data-drawn]"),
        ("places:places", "main table"),
        ("places:holidays", "main table"),
    ):
        query = "?unit=MEA" if name == "capacity:constraints" else ""
        page.goto(reverse(name) + query)
        page.wait_for_selector(there)
        faults += looked_at(page, name.partition(":")[2], accessible, picture)
    page.goto(reverse("places:staff"))
    page.click(".pl-number >> nth=0")
    page.fill("[popover]:popover-open [name=present]", "2")
    page.fill("[popover]:popover-open [name=reason]", "two called in sick")
    picture(page, "places-number", full=False)
    page.click("[popover]:popover-open button[type=submit]")
    page.wait_for_selector("text=: entered.")
    assert UnitStaff.objects.filter(present=2, source="").exists()
    assert not faults, "\n".join(faults)


def _wait(where, now):
    """Let patients lie in the beds of a ward, and others wait for one and for a scan."""
    minute = (now - AT).total_seconds() // 60
    source = declared(at_site=where)
    record(source, *(
        event(f"W{n}", "Ward stay", None, None, minute - 170 * n, kind=1, unit="MEA")
        for n in range(1, 7)
    ))  # fmt: skip
    record(source, *(
        event(f"C{n}", "CT", minute - 40 * n, minute - 40 * n + 70, minute - 40 * n - 50, unit="CT")
        for n in range(2, 40)
    ))  # fmt: skip
    for bed in Bed.objects.filter(unit__code="MEA")[:11]:
        Holding.objects.create(bed=bed, since=now - timedelta(hours=30))


def _looks_at(page, text):
    file = {"name": "wing.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.set_input_files("[name=file]", file)
    page.click("text=Look at what it would do")


def _sets_shifts(page, day, ends):
    page.fill("[name=since_on]", day.isoformat())
    for n, (name, begins, end) in enumerate((("day", "08:00", ends), ("night", "20:00", "08:00"))):
        page.fill(f"[name=name_{n}]", name)
        page.fill(f"[name=begins_{n}]", begins)
        page.fill(f"[name=ends_{n}]", end)
    page.check("[name=night][value='1']")
    page.fill("[name=reason]", "agreed with the staff council")
    page.click("#set button[type=submit]")
