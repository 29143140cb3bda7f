"""Where the hours go, on the real log: findings first, the map, and each number to its journeys."""

import pytest

from carepath.journeys import actions as journeys
from tests.bottlenecks import worlds
from tests.factories import AT, person, site
from tests.stories.paper import CLEAN, WIDTH_PX, on_paper

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


DRAWN_PX = (
    """() => [...document.querySelectorAll("[data-plot] svg")].map((one) => one.clientWidth)"""
)


def settled(page):
    """Wait until every part of the page has come and every figure is drawn."""
    page.wait_for_selector("[hx-trigger=load]", state="detached")
    page.wait_for_selector("[data-figure]:not([data-drawn])", state="detached")


@pytest.mark.parametrize(
    ("name", "width", "colours"),
    [("wide", 1440, "light"), ("narrow", 390, "light"), ("dark", 1440, "dark")],
)
def test_the_page_leads_with_antibiotics(sepsis, tab, accessible, picture, name, width, colours):
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
    sideways = "one => one.scrollWidth - one.clientWidth"
    assert page.eval_on_selector("#ranking .cp-scroll", sideways) <= 1


def test_a_line_of_the_map_shows_its_spread_and_opens_its_journeys(sepsis, tab, picture):
    page = tab(person("nora", "QUALITY_LEAD"))
    page.goto("/bottlenecks/?source=sepsis")
    settled(page)
    page.focus('a.bn-way[href*="from_stage=Admission+NC&to_stage=CRP"]')
    page.wait_for_selector("#hand-over h3:has-text('Admission NC → CRP')")
    picture(page, "bottlenecks-hand-over")
    page.keyboard.press("Enter")
    page.wait_for_url("**/journeys/?**")
    assert "from_stage=Admission+NC&to_stage=CRP" in page.url


def test_the_slider_draws_all_and_moves_no_box(sepsis, tab, accessible, picture):
    page = tab(person("nora", "QUALITY_LEAD"))
    page.goto("/bottlenecks/?source=sepsis")
    settled(page)
    page.fill("#map-share", "100")
    page.wait_for_selector("text=115 of 115 lines")
    picture(page, "bottlenecks-map-100")
    accessible(page)


def test_number_definition_journey_and_back_in_few_clicks(sepsis, tab, accessible, picture):
    page = tab(person("nora", "QUALITY_LEAD"))
    page.goto("/bottlenecks/?source=sepsis&from=2014-01-01&to=2014-12-31")
    settled(page)
    address = page.url
    page.click(".bn-findings a.cp-opens >> nth=0")
    page.wait_for_url("**/definitions/hours_beyond_target/**")
    assert "from=2014-01-01" in page.url
    accessible(page)
    picture(page, "definition")
    page.click("tbody th a >> nth=0")
    page.wait_for_url("**/journeys/*/")
    page.go_back()
    page.go_back()
    assert page.url == address


@pytest.mark.parametrize(("width", "colours"), [(390, "dark"), (1440, "light")])
def test_the_list_of_definitions(sepsis, tab, accessible, picture, width, colours):
    page = tab(person("nora", "QUALITY_LEAD"), width=width, colours=colours)
    page.goto("/definitions/?source=sepsis")
    accessible(page)
    picture(page, f"definitions-{width}")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_quality_lead_changes_a_target(sepsis, tab, accessible, picture):
    page = tab(person("nora", "QUALITY_LEAD"))
    page.goto("/bottlenecks/targets/?source=sepsis")
    accessible(page)
    picture(page, "targets")
    page.select_option("#id_from_stage", "ER Triage")
    page.select_option("#id_to_stage", "IV Antibiotics")
    page.fill("#id_amount", "2")
    page.select_option("#id_unit", "3600")
    page.fill("#id_reason", "Agreed in the huddle")
    page.click("text=Set the target >> nth=-1")
    page.wait_for_selector("text=The target is set")
    assert "ER Triage → IV Antibiotics" in page.inner_text("tbody")


@pytest.mark.parametrize(("width", "colours"), [(1440, "light"), (390, "dark")])
def test_the_api_is_read_and_tried_in_the_browser(sepsis, tab, accessible, picture, width, colours):
    page = tab(person("nora", "QUALITY_LEAD"), width=width, colours=colours)
    page.goto("/api/v1/")
    page.click("#get-api-v1-flow-summary summary")
    accessible(page)
    picture(page, f"api-{width}")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.fill("#get-api-v1-flow-summary input[name=source]", "sepsis")
    page.click("#get-api-v1-flow-summary button")
    page.wait_for_url("**/flow/summary/**")
    assert '"journeys":1050' in page.inner_text("body").replace(" ", "")


def test_without_scripts_the_map_is_one_click_away(sepsis, tab, picture):
    page = tab(person("nora", "QUALITY_LEAD"), script=False)
    page.goto("/bottlenecks/?source=sepsis")
    assert "Drawing" not in page.inner_text("main")
    picture(page, "bottlenecks-noscript")
    page.click("#map noscript a")
    page.wait_for_url("**whole=1#map")
    assert page.is_visible("#map svg .bn-stage")
    picture(page, "bottlenecks-noscript-whole")
    page.click("text=Raw sequences >> nth=0")
    page.click("text=Open the raw sequences >> nth=0")
    assert "Raw sequences" in page.inner_text("h1")


def test_the_page_prints_whole(sepsis, tab):
    page = tab(person("nora", "QUALITY_LEAD"))
    page.goto("/bottlenecks/?source=sepsis")
    settled(page)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert max(page.evaluate(DRAWN_PX)) <= WIDTH_PX
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.wait_for_function(f"() => Math.max(...({DRAWN_PX})()) > {WIDTH_PX}")
    assert on_paper(page) == CLEAN
    assert page.is_visible("#ranking tbody tr:last-child")
