"""Places by eye: shifts are set in the browser, and every page of places is whole at each look."""

import pytest
from django.urls import reverse

from carepath.ui import clock
from tests.factories import site
from tests.places.worlds import hana
from tests.stories.test_pages_with_content import LOOKS, wrong

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]


def looked_at(page, name, accessible, picture):
    """What is wrong with the page at each look."""
    for width, colours in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=colours)
        yield from (f"{name}-{width}-{colours}: {one}" for one in wrong(page, accessible))
        picture(page, f"places-{name}-{width}-{colours}")
    page.set_viewport_size({"width": 1440, "height": 900})


def test_places_are_set_up_in_the_browser(tab, accessible, picture):
    site(name="North General Hospital")
    page, faults = tab(hana(last_name="Visser"), refusals=True), []
    page.goto(reverse("places:shifts"))
    today = clock.now().date()
    _sets_shifts(page, today.replace(month=1, day=1), "20:30")
    page.wait_for_selector("text=ends at 20:30")
    faults += looked_at(page, "refused", accessible, picture)
    _sets_shifts(page, today.replace(month=1, day=1), "20:00")
    page.wait_for_selector("text=are set")
    faults += looked_at(page, "shifts", accessible, picture)
    assert not faults, "\n".join(faults)


def _sets_shifts(page, day, ends):
    page.fill("[name=since_on]", day.isoformat())
    for n, (name, begins, end) in enumerate((("day", "08:00", ends), ("night", "20:00", "08:00"))):
        page.fill(f"[name=name_{n}]", name)
        page.fill(f"[name=begins_{n}]", begins)
        page.fill(f"[name=ends_{n}]", end)
    page.check("[name=night][value='1']")
    page.fill("[name=reason]", "agreed with the staff council")
    page.click("#set button[type=submit]")
