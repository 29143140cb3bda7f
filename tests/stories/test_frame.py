"""The frame around each page: navigation, search, menu, colours; wide, narrow and dark."""

import pytest

from tests.factories import nora, person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]
FOCUSED = "document.activeElement.name || document.activeElement.tagName"


def test_a_person_without_a_role_reads_what_to_do(tab, accessible, picture):
    page = tab(person("nora", first_name="Nora", last_name="Baker"))
    page.goto("/")
    assert "no page is yours" in page.inner_text("#answer")
    accessible(page)
    picture(page, "home-wide")


def test_the_menu_changes_colours_and_the_choice_stays(tab, accessible, picture):
    who = nora(first_name="Nora", last_name="Baker")
    page = tab(who)
    page.goto("/")
    for keys in ("/", "Control+k"):
        page.keyboard.press(keys)
        assert page.evaluate(FOCUSED) == "q", f"{keys} leads to the search"
        page.keyboard.press("Tab")
    page.press("[data-menu] summary", "Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.locator("[data-menu][open]").count() == 0
    assert page.evaluate(FOCUSED) == "SUMMARY", "focus is back where it came from"
    page.click("summary[aria-label='Menu of Nora Baker']")
    picture(page, "menu", full=False)
    page.click("button[value=dark]")
    page.wait_for_selector("html[data-bs-theme=dark]")
    accessible(page)
    picture(page, "home-dark")
    who.refresh_from_db()
    assert who.theme == "dark"


def test_on_a_narrow_screen_the_navigation_opens_over_the_page(tab, accessible, picture):
    page = tab(person("nora"), width=390, height=844, colours="dark")
    page.goto("/")
    assert not page.is_visible("nav#nav")
    accessible(page)
    page.click("button[popovertarget=nav]")
    assert page.is_visible("nav#nav")
    picture(page, "nav-narrow", full=False)
    page.keyboard.press("Escape")
    assert not page.is_visible("nav#nav")
    assert page.evaluate("document.activeElement.getAttribute('popovertarget')") == "nav"
