"""A figure leaves as a picture and as data, and follows the colours of the page."""

import re

import pytest

from tests.factories import nora
from tests.journeys.worlds import ward

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]


def test_figures_leave_as_picture_and_data(tab, figures):
    ward(40)
    page = tab(nora(), colours="dark")
    page.goto("/bottlenecks/?source=ward")
    page.wait_for_selector("[data-drawn]")
    figures(page)
    with page.expect_download() as picture:
        page.click("[data-png] >> nth=0")
    assert picture.value.path().read_bytes().startswith(b"\x89PNG")
    with page.expect_download() as table:
        page.click("[data-csv] >> nth=0")
    text = table.value.path().read_text(encoding="utf-8")
    assert text.startswith("\ufeff") and text.count("\n") >= 2
    assert re.fullmatch(r"[\w-]+\.csv", table.value.suggested_filename)


def test_a_figure_changes_its_colours_with_the_system(tab, figures):
    ward(40)
    page = tab(nora())
    page.goto("/bottlenecks/?source=ward")
    page.wait_for_selector("[data-drawn=light]")
    figures(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector("[data-drawn=dark]")
    assert page.locator("[data-drawn=light]").count() == 0
