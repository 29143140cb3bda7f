"""From the list to one second of one journey, by mouse and by keyboard, wide, narrow and dark."""

import io
import re

import openpyxl
import pytest
from playwright.sync_api import expect

from carepath.journeys import actions
from carepath.journeys.models import Journey, Note
from carepath.ui import clock
from tests.factories import first, nora
from tests.journeys.frames import event
from tests.journeys.worlds import declared, points, record, ward
from tests.stories.paper import CLEAN, on_paper

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]


def address(case):
    return f"/journeys/{Journey.objects.get(case_ref=case).trace_id.hex}/"


def test_a_reader_narrows_the_list_and_comes_back_to_it(tab, accessible, picture):
    points(60)
    page = tab(nora())
    page.goto("/journeys/")
    assert "60 journeys began" in page.inner_text("#answer")
    accessible(page)
    picture(page, "journeys-wide")
    page.click("text=Ways and hours")
    page.select_option("#f-ms_from", "Triage")
    page.select_option("#f-ms_to", "Antibiotics")
    page.fill("#f-beyond_s", "7200")
    page.click("text=Show")
    page.wait_for_url(re.compile("beyond_s=7200"))
    assert "56 of 60 journeys took longer than 2 h" in page.inner_text("#answer")
    accessible(page)
    page.click("a:has-text('Next page')")
    page.wait_for_url(re.compile("after="))
    assert page.locator("tbody tr").count() == 6
    here = page.url
    page.click("tbody a >> nth=0")
    page.wait_for_selector("#waterfall")
    page.go_back()
    page.wait_for_url(here)
    page.click("a[aria-label^='Without']")
    page.wait_for_url(lambda url: "beyond_s" not in url)
    assert "60 journeys began" in page.inner_text("#answer")


def test_a_wrong_filter_keeps_what_was_typed_and_shows_no_list(tab, accessible, picture):
    points(3)
    page = tab(nora(), refusals=True)
    page.goto("/journeys/")
    page.fill("#f-found", "not hex")
    page.fill("#f-from", "2026-03-05")
    page.fill("#f-to", "2026-03-01")
    with page.expect_navigation():
        page.click("button:has-text('Show')")
    assert page.input_value("#f-found") == "not hex"
    assert page.input_value("#f-to") == "2026-03-01"
    assert "2 filters cannot be read" in page.inner_text("#faults")
    assert page.locator("table").count() == 0
    accessible(page)
    picture(page, "journeys-wrong")
    page.click("#faults >> text=Id begins with")
    page.fill("#f-found", "")
    page.fill("#f-to", "2026-03-05")
    page.fill("#f-from", "")
    page.click("button:has-text('Show')")
    page.wait_for_selector("table")


def test_few_keys_lead_to_the_first_journey(tab):
    points(3)
    page = tab(nora())
    page.goto("/journeys/")
    first_row = page.get_attribute("#rows a", "href")
    for press in ("Tab", "Tab", "Enter", "Tab"):
        page.keyboard.press(press)
    assert page.evaluate("document.activeElement.getAttribute('href')") == first_row
    page.keyboard.press("Enter")
    page.wait_for_selector("#waterfall")
    for press in ("Tab", "Tab", "Enter", "Tab"):
        page.keyboard.press(press)
    assert page.evaluate("document.activeElement.matches('[data-row]')")


def test_lists_on_a_telephone_do_not_scroll_sideways(tab):
    points(3)
    page = tab(nora(), width=390, height=844)
    for url in ("/journeys/", address("P0"), "/definitions/", "/bottlenecks/targets/?source=log"):
        page.goto(url)
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        wide = page.evaluate(
            """[...document.querySelectorAll('.cp-scroll, .bn-tall')]
                .filter((one) => one.scrollWidth > one.clientWidth + 1).length"""
        )
        assert wide == 0, url
        assert page.evaluate("document.documentElement.scrollWidth") == 390, url
    page.goto("/journeys/")
    assert page.is_visible("#rows >> text=closed >> nth=0")
    assert page.is_visible("#rows .cp-timebar >> nth=0")


def test_on_a_narrow_screen_in_the_dark(tab, accessible, picture):
    points(3)
    page = tab(nora(), width=390, height=844, colours="dark")
    for url in ("/journeys/", address("P0"), "/journeys/annotations/", "/search/?q=tri"):
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth") == 390, url
        accessible(page)
        picture(page, "narrow" + re.sub(r"\W+", "-", url)[:12])
    page.click("button[popovertarget=nav]")
    assert page.is_visible("nav#nav a:has-text('Bottlenecks')")
    accessible(page)


def test_the_keyboard_reads_a_journey(tab, accessible, picture):
    ward(1)
    page = tab(nora())
    page.goto(address("J0"))
    accessible(page)
    picture(page, "journey-wide")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert "Doctor" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_selector("#span >> text=Requested")
    accessible(page)
    page.keyboard.press("Escape")
    assert page.inner_text("#span") == ""
    assert "Doctor" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("z")
    page.wait_for_url(re.compile("scale=true"))
    page.keyboard.press("c")
    page.wait_for_url(re.compile("compare=1"))
    page.wait_for_selector("text=This journey alone")
    accessible(page)
    page.go_back()
    page.wait_for_selector("#waterfall >> text=Compare")


def test_a_minimap_stretch_opens_and_closes(tab):
    points(1)
    page = tab(nora())
    page.goto(address("P0"))
    assert page.locator("[data-row]").count() == 4
    page.locator(".cp-minimap a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Whole journey")
    assert page.locator("[data-row]").count() == 3
    page.click("text=Whole journey")
    expect(page.locator("[data-row]")).to_have_count(4)


def test_five_thousand_spans_scroll_smoothly(tab):
    record(declared(), *[event("A", f"S{i % 40}", i, i + 1) for i in range(5_000)])
    page = tab(nora())
    page.goto(address("A"))
    page.wait_for_selector("[data-row]")
    frames = page.evaluate(
        """() => new Promise((done) => {
            const times = []; let last = performance.now(); let n = 0;
            const step = (now) => {
                times.push(now - last); last = now; n += 1;
                window.scrollBy(0, 300);
                n < 90 ? requestAnimationFrame(step) : done(times.slice(5));
            };
            requestAnimationFrame(step);
        })"""
    )
    assert page.evaluate("window.scrollY") > 20_000
    assert sorted(frames)[len(frames) // 2] < 50, sorted(frames)[-5:]


def test_a_note_of_two_tabs_keeps_both_texts(tab, accessible):
    ward(1)
    who = nora()
    note = actions.write_note(journey=Journey.objects.get(), text="first", by=who, at=clock.now())
    one, two = tab(who), tab(who)
    for page in (one, two):
        page.goto(address("J0"))
        page.click("article a:has-text('edit')")
    one.fill("textarea", "from tab one")
    one.click("text=Keep note")
    one.wait_for_selector("text=earlier versions stay readable")
    two.fill("textarea", "from tab two")
    with two.expect_response(lambda response: response.request.method == "POST"):
        two.click("text=Keep note")
    two.wait_for_selector("text=was changed meanwhile")
    assert two.input_value("textarea") == "from tab two"
    assert "from tab one" in two.inner_text("blockquote")
    accessible(two)
    two.click("text=Keep note")
    two.wait_for_selector("text=earlier versions stay readable")
    assert Note.objects.get(pk=note.pk).version == 3


def test_the_list_and_a_journey_print_cleanly_also_from_the_dark(tab):
    points(60)
    page = tab(nora(), colours="dark")
    for url in ("/journeys/", address("P0")):
        page.goto(url)
        assert on_paper(page) == CLEAN, url
        assert page.is_visible("#answer")
        page.emulate_media(media="screen")


def test_an_annotation_shows_where_its_period_is_read(tab, accessible, picture):
    ward(1)
    page = tab(nora())
    page.goto("/journeys/annotations/")
    page.fill("#id_text", "norovirus, bay 3 closed")
    page.fill("#id_starts", "2026-03-01T08:00")
    page.fill("#id_ends", "2026-03-05T08:00")
    page.click("text=Keep it")
    page.wait_for_selector("td >> text=North")
    accessible(page)
    picture(page, "annotations")
    page.goto("/journeys/")
    assert "norovirus, bay 3 closed" in page.inner_text("main")
    page.goto(address("J0"))
    assert "norovirus, bay 3 closed" in page.inner_text("aside")


def test_slash_finds_a_journey_by_what_people_read_out(tab):
    ward(2)
    page = tab(nora())
    page.goto("/journeys/annotations/")
    page.keyboard.press("/")
    page.keyboard.type(Journey.objects.get(case_ref="J1").short)
    page.keyboard.press("Enter")
    page.wait_for_selector("#waterfall")
    assert page.url.endswith(address("J1"))
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.name") == "q"


def test_reading_needs_no_script(tab):
    ward(1)
    page = tab(nora(), script=False)
    page.goto(address("J0"))
    assert page.locator("[data-row]").count() == 4
    page.click("[data-row] >> nth=1")
    assert "Requested" in page.inner_text("main")
    page.go_back()
    page.click("text=Compare")
    assert "compare=1" in page.url


def test_the_list_leaves_as_a_workbook(tab):
    points(3)
    page = tab(first(), proved=True)
    page.goto("/journeys/")
    with page.expect_download() as download:
        page.click("a:has-text('XLSX')")
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    assert book.sheetnames == ["Journeys", "About"]
    assert book["Journeys"].max_row == 4
