"""Where the hours go, on the real log: findings first, the map, and each number to its journeys."""

import pytest

from carepath.journeys import actions as journeys
from tests.bottlenecks import worlds
from tests.factories import AT, person, site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]


@pytest.fixture
def sepsis(shared):
    source = journeys.declare_source(
        name="sepsis",
        site=site(),
        mapping=worlds.sepsis_mapping(),
        intervals=False,
        by="import:1",
        at=AT,
    )
    journeys.record(events=worlds.sepsis_events(shared), source=source, by="import:1", at=AT)
    return source


def settled(page):
    """Wait until every part of the page has come and every figure is drawn."""
    page.wait_for_selector("[hx-trigger=load]", state="detached")
    page.wait_for_selector("[data-figure]:not([data-drawn])", state="detached")


@pytest.mark.parametrize(
    ("name", "width", "colours"),
    [("wide", 1440, "light"), ("narrow", 390, "light"), ("dark", 1440, "dark")],
)
def test_the_page_leads_with_antibiotics(
    sepsis, tab, accessible, picture, name, width, colours
):
    page = tab(person("nora", "QUALITY_LEAD"), width=width, colours=colours)
    page.goto("/bottlenecks/")
    settled(page)
    assert "960 h beyond target" in page.inner_text("#answer")
    first = page.inner_text(".bn-findings li:first-child")
    assert "342 of 823 measured" in first
    picture(page, f"bottlenecks-{name}")
    accessible(page)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
