"""The invented hospital in a browser: its bar, its progress, personas, the tour, beds and staff."""

import os
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from carepath.demo.models import Hospital
from carepath.places import actions as places
from carepath.places.models import OpenBeds, Site, Unit
from carepath.ui import clock
from tests.demo.worlds import a_hospital
from tests.factories import AT, first, nora, person
from tests.journeys.worlds import a_stay, record

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]
PAGE = "/bottlenecks/?source=Invented+hospital"
LOOKS = [("wide", 1440, "light"), ("narrow", 390, "light"), ("dark", 1440, "dark")]


@pytest.fixture
def hospital(settings):
    settings.LOOPBACK_ONLY = True
    made = a_hospital()
    for number in range(4):
        record(made.source, *a_stay(f"D{number}", number * 60))
    for code, name, beds in (("W1", "Medicine A", 28), ("W2", "Surgery", 30), ("W3", "ICU", 16)):
        unit = Unit.objects.create(site=made.site, code=code, name=name)
        places.declare_beds(unit=unit, beds=beds, physical=beds + 4, by="test", at=AT)
    for role in ("Porters", "Emergency doctors"):
        for shift in ("early", "late", "night"):
            places.declare_staff(
                site=made.site, role=role, shift=shift, label=role, number=4, by="test", at=AT
            )
    return made


@pytest.fixture
def quinn(hospital):
    return person("quinn", "QUALITY_LEAD", first_name="Quinn", last_name="Vos")


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize(("name", "width", "colours"), LOOKS)
def test_the_bar_on_the_pages_of_the_demo(
    hospital, quinn, tab, accessible, picture, name, width, colours
):
    page = tab(quinn, width=width, colours=colours)
    page.goto(PAGE)
    page.wait_for_selector("#demo-bar")
    assert "Invented data" in page.title()
    picture(page, f"demo-bar-{name}", full=False)
    accessible(page)
    assert fits(page)
    if width < 992:
        page.click("text=Steer")
        picture(page, f"demo-steer-{name}", full=False)
        accessible(page)
    page.click("text=Make it happen")
    page.wait_for_selector("#demo-happen >> text=20 injured people arrive within half an hour.")
    picture(page, f"demo-happen-{name}", full=False)
    accessible(page)


def test_the_pace_changes_by_keyboard_and_focus_stays(hospital, quinn, tab):
    page = tab(quinn)
    page.goto(PAGE)
    page.focus("#demo-rate-60")
    page.keyboard.press("Enter")
    page.wait_for_selector("#demo-rate-60[aria-pressed=true]")
    assert page.evaluate("document.activeElement.id") == "demo-rate-60"
    before = page.inner_text(".cp-demo-clock")
    page.wait_for_function(
        "before => document.querySelector('.cp-demo-clock').innerText !== before", arg=before
    )
    assert Site.objects.get(slug="demo").clock_rate == 60


def test_a_jump_shows_progress_and_then_the_page_anew(hospital, quinn, tab, accessible, picture):
    page = tab(quinn)
    page.goto(PAGE)
    page.click("#demo-steer button[value=fortnight]")
    page.wait_for_selector("#demo-now progress")
    Hospital.objects.update(done=0.4)
    page.wait_for_selector("#demo-now >> text=40 %")
    picture(page, "demo-jumping", full=False)
    accessible(page)
    Hospital.objects.update(phase="live", target_at=None)
    page.wait_for_selector("#demo-rate-1")


def test_what_shall_happen_is_chosen_by_keyboard(hospital, quinn, tab, picture):
    page = tab(quinn)
    page.goto(PAGE)
    page.focus("text=Make it happen")
    page.keyboard.press("Enter")
    page.focus("#demo-happen button[value=ct_down]")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=It begins now. All CT scanners are out of order")
    picture(page, "demo-happened", full=False)


def test_a_page_that_waits_turns_into_the_live_one(hospital, quinn, tab, accessible, picture):
    Hospital.objects.update(phase="building", target_at=clock.now(), done=0.37, began_at=AT)
    page = tab(quinn, width=390, colours="dark")
    page.goto("/")
    page.wait_for_selector("text=A hospital is being invented for you")
    accessible(page)
    picture(page, "demo-building")
    Hospital.objects.update(phase="live", target_at=None)
    page.wait_for_selector("h2:has-text('Findings')")


@pytest.mark.parametrize(("name", "width", "colours"), LOOKS)
def test_looking_as_somebody_else_and_back(
    hospital, tab, accessible, picture, name, width, colours
):
    page = tab(first(first_name="Fenna", last_name="Bos"), width=width, colours=colours)
    page.goto("/demo/personas/")
    accessible(page)
    picture(page, f"personas-{name}")
    assert fits(page)
    page.click("li:has-text('Bed manager Ben') button")
    page.wait_for_selector("text=You look as Bed manager Ben")
    picture(page, f"persona-{name}", full=False)
    accessible(page)
    assert fits(page)
    page.click("text=Be Fenna Bos again")
    page.wait_for_selector(".cp-persona", state="detached")


@pytest.mark.parametrize(("name", "width", "colours"), LOOKS)
def test_the_tour_at_the_first_sign_in(hospital, tab, accessible, picture, name, width, colours):
    who = first(toured_at=None)
    page = tab(who, width=width, colours=colours)
    page.goto("/")
    for step in range(1, 6):
        page.wait_for_selector(f"#tour >> text=Short tour, {step} of 5")
        accessible(page)
        picture(page, f"tour-{step}-{name}", full=False)
        page.focus("#tour-next")
        page.keyboard.press("Enter")
    page.wait_for_selector("#tour", state="detached")
    page.reload()
    assert page.query_selector("#tour") is None
    page.click("summary[aria-label^='Menu of']")
    page.click("text=Short tour")
    page.wait_for_selector("#tour >> text=Short tour, 1 of 5")
    page.click("#tour-end")
    page.wait_for_selector("#tour", state="detached")
    who.refresh_from_db()
    assert who.toured_at is not None


def test_without_scripts_the_tour_and_the_bar_work(hospital, tab):
    page = tab(first(toured_at=None), script=False)
    page.goto(PAGE)
    page.click("#tour-next")
    assert "Short tour, 2 of 5" in page.inner_text("#tour")
    page.click("#demo-rate-0")
    assert page.get_attribute("#demo-rate-0", "aria-pressed") == "true"


@pytest.mark.parametrize(("name", "width", "colours"), LOOKS)
def test_beds_are_closed_with_a_reason_and_set_back(
    hospital, tab, accessible, picture, name, width, colours
):
    page = tab(person("ben", "BED_MANAGER", first_name="Ben"), width=width, colours=colours)
    page.goto("/beds/")
    assert "The invented hospital obeys" in page.inner_text("#answer")
    accessible(page)
    picture(page, f"beds-{name}")
    page.click("button[aria-label='Open beds of Surgery: 30']")
    page.fill(".cp-pop:popover-open input[name=number]", "24")
    page.fill(".cp-pop:popover-open input[name=reason]", "norovirus")
    accessible(page)
    picture(page, f"beds-open-{name}", full=False)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Surgery has 24 open beds.")
    accessible(page)
    picture(page, f"beds-changed-{name}")
    assert fits(page)
    page.click("text=Set back to 30")
    page.wait_for_selector("text=Surgery has 30 open beds.")
    assert OpenBeds.objects.get(unit__code="W2").open_beds == 30


def test_paper_says_that_the_data_are_invented(hospital, quinn, tab, picture):
    page = tab(quinn)
    page.goto(PAGE)
    page.emulate_media(media="print")
    assert page.is_visible(".cp-invented-print")
    assert not page.is_visible("#demo-bar")
    answer, stamp = (page.locator(one).bounding_box() for one in ("#answer", ".cp-invented-print"))
    assert answer["x"] + answer["width"] <= stamp["x"], "the stamp stands beside the text"
    picture(page, "demo-print")
    folder = os.environ.get("CAREPATH_PICTURES")
    if folder:
        page.pdf(path=Path(folder, "demo.pdf"))


def test_a_persona_without_rights_reads_what_to_do(hospital, tab, accessible, picture):
    page = tab(first())
    page.goto("/demo/personas/")
    page.click("li:has-text('Outsider Otto') button")
    page.wait_for_selector("text=You look as Outsider Otto")
    accessible(page)
    picture(page, "persona-otto", full=False)
    assert django_settings.LOOPBACK_ONLY


def test_a_clinician_sees_the_clock_alone(hospital, tab, accessible):
    page = tab(nora())
    page.goto("/journeys/")
    assert "its clock keeps real time" in page.inner_text("#demo-bar")
    accessible(page)
