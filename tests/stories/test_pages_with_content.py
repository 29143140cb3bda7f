"""Pages of feeds, protocols and the ledger when there is much to show, at each look."""

import pytest
from django.urls import reverse
from playwright.sync_api import Error

from carepath.accounts.models import User
from carepath.ingestion.models import Link
from carepath.journeys.models import Journey, Source
from carepath.ui import clock
from carepath.work.models import Delivery
from tests.stories.eventful import eventful, followers

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]
FITS = "() => document.documentElement.scrollWidth <= innerWidth"
LOOKS = [(1440, "light"), (390, "light"), (1440, "dark")]


def pages():
    """(who, name, address, what must be there) of each page."""
    journey, feed = followers()[0], Link.objects.first().source
    labs, mail = Source.objects.get(name="Laboratory"), Delivery.objects.get(state="in_doubt")
    moved = Journey.objects.get(case_ref="IN5")
    return [
        ("noor", "overrides", reverse("protocols:overrides"), "text=Countersign"),
        ("noor", "banner", reverse("journeys:detail", args=[journey.trace_id]), "#deviations p"),
        ("noor", "known", reverse("journeys:known", args=[moved.trace_id]), "main table"),
        ("hugo", "approvals", reverse("protocols:approvals") + "?site=north", "text=Sign and"),
        ("eve", "redactions", reverse("audit:redactions"), "text=Make unreadable"),
        ("eve", "told", reverse("compliance:recipients"), "text=Rob de Wit"),
        ("sam", "outbox", reverse("work:outbox"), "text=in doubt"),
        ("sam", "mail", reverse("work:mail", args=[mail.pk]), "text=root.json"),
        ("sam", "merges", reverse("ingestion:identities", args=[feed.pk]), "text=taken back"),
        ("sam", "joins", reverse("ingestion:joins"), "text=Laboratory"),
        ("sam", "joined", reverse("ingestion:joined", args=[labs.pk]), "text=taken apart"),
    ]


def test_every_page_is_whole_at_each_look(tab, accessible, picture):
    eventful(clock.now())
    tabs, faults = {}, []
    for who, name, address, there in pages():
        page = tabs.get(who) or tabs.setdefault(who, tab(User.objects.get(username=who)))
        page.goto(address)
        page.wait_for_selector(there, state="attached")
        for width, colours in LOOKS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=colours)
            look = f"{name}-{width}-{colours}"
            faults += [f"{look}: {fault}" for fault in wrong(page, accessible)]
            picture(page, f"content-{look}")
    assert not faults, "\n".join(faults)


def wrong(page, accessible):
    """What is wrong with a page as it is looked at: it scrolls sideways, or what axe finds."""
    for check in (lambda: page.wait_for_function(FITS, timeout=15_000), lambda: accessible(page)):
        try:
            check()
        except (AssertionError, Error) as error:
            yield str(error)
