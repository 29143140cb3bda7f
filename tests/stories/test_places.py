"""Places by eye: shifts are set and a file is loaded in the browser; every page is whole at each
look."""

from contextlib import suppress

import pytest
from django.urls import reverse
from playwright.sync_api import Error

from carepath.places.models import Bed, UnitStaff
from carepath.ui import clock
from tests.factories import site
from tests.places.worlds import filled, hana
from tests.stories.test_pages_with_content import FITS, wrong

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]
LOOKS = [(1440, "light"), (390, "dark")]
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


def test_a_number_of_staff_is_set_where_it_stands(tab, picture):
    filled(clock.now())
    page = tab(hana(last_name="Visser"))
    page.goto(reverse("places:staff"))
    page.click(".pl-number >> nth=0")
    page.fill("[popover]:popover-open [name=present]", "2")
    page.fill("[popover]:popover-open [name=reason]", "two called in sick")
    picture(page, "places-number", full=False)
    page.click("[popover]:popover-open button[type=submit]")
    page.wait_for_selector("text=: entered.")
    assert UnitStaff.objects.filter(present=2, source="").exists()


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
