"""The portal is gone: a ward opens the pack from its folder, in the browser it has."""

import pytest
from playwright.sync_api import expect

from carepath.places.models import Site
from carepath.reports import actions, queries
from carepath.ui import clock
from tests.reports.folders import WORDS, packs_in
from tests.stories.eventful import eventful

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]


def test_a_ward_opens_its_pack_without_the_portal(tab, accessible, picture, tmp_path, settings):
    eventful(clock.now())
    packs_in(tmp_path, settings)
    assert actions.write_packs(by="worker:sweep", at=clock.now()) == 1
    (path,) = queries.written(Site.objects.get())
    page = tab(width=1200)
    page.context.set_offline(True)
    page.goto(path.as_uri())
    accessible(page)
    picture(page, "downtime-closed")
    page.get_by_label("Passphrase").fill("not the one on the paper")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("alert")).to_contain_text("another passphrase")
    page.get_by_label("Passphrase").fill(WORDS)
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("heading", name="What to do")).to_be_visible()
    expect(page.locator("#opened")).to_contain_text("IN5")
    accessible(page)
    with page.expect_download() as kept:
        page.get_by_role("link", name="beds.csv").click()
    assert "Visit number" in kept.value.path().read_text(encoding="utf-8-sig")
    picture(page, "downtime-open")
    page.emulate_media(media="print")
    picture(page, "downtime-print")
