"""The first page of who runs the hospital: it refreshes itself, and says when it cannot."""

import pytest
from playwright.sync_api import expect

from carepath.places.models import Bed
from carepath.ui import clock
from tests.factories import person
from tests.stories.eventful import eventful

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]


def test_the_first_page_says_what_to_decide_and_when_it_is_old(tab, picture):
    eventful(clock.now())
    for unit, care in (("ED", "emergency"), ("CT", "intensive")):
        Bed.objects.filter(unit__code=unit).update(care=care)
    page = tab(person("hilda", "HOSPITAL_ADMINISTRATOR"))
    page.clock.install()
    page.goto("/")
    expect(page.locator("#answer")).to_contain_text("need")
    expect(page.locator(".no-decisions li").first.get_by_role("link")).to_be_visible()
    page.locator("#now-more summary").click()
    page.emulate_media(media="print", color_scheme="light")
    picture(page, "now-print")
    page.emulate_media(media="screen")
    with page.expect_response("**/now/") as asked:
        page.clock.run_for(16_000)
    assert asked.value.status in (200, 304)
    expect(page.locator("#now-more[open]")).to_have_count(1)
    page.context.set_offline(True)
    page.route("**/now/", lambda route: route.fulfill(status=204))
    page.clock.run_for(46_000)
    expect(page.locator("#now.no-lost")).to_have_count(1)
    expect(page.locator("[data-lost-words]")).to_have_text(
        "No answer since this was read: it may be old."
    )
    picture(page, "now-lost")
