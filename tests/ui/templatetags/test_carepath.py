"""Tags and filters of every page."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import lucide
import numpy as np
import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import RequestFactory

from carepath.figures import theme
from carepath.ui.templatetags import carepath as tags

AT = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
ICONS = re.compile(r"{% icon \"([\w-]+)\"|glyph=\"([\w-]+)\"|Place\([^)]*?\), \"([\w-]+)\"")


def shown(source, path="/page/?a=1&after=9", **context):
    request = RequestFactory().get(path)
    return Template("{% load carepath %}" + source).render(Context({"request": request} | context))


def drawing(**changes):
    given = {
        "key": "waits",
        "traces": [{"type": "bar", "x": np.array([1, 2]), "name": "</script><b>"}],
        "layout": theme.layout(x="Wait, h", y="Journeys", height=240),
        "summary": "Half waited longer than 2 h.",
        "head": ("Stage", "Wait, h"),
        "rows": [("<Triage>", 2), ("Bed", None)],
    }
    return theme.Drawing(**given | changes)


def test_an_icon_stands_before_its_text_or_is_decoration():
    assert 'aria-hidden="true"' in tags.icon("search")
    assert "<span>Find &lt;it&gt;</span>" in tags.icon("search", "Find <it>")


def test_every_icon_that_a_page_names_exists():
    archive = ZipFile(Path(lucide.__file__).with_name("lucide.zip"))
    known = {Path(name).stem for name in archive.namelist()}
    root = Path(settings.ROOT)
    pages = [*root.glob("templates/**/*.html"), *root.glob("carepath/portal/**/*.py")]
    named = {
        (page.name, name)
        for page in pages
        for found in ICONS.findall(page.read_text(encoding="utf-8"))
        for name in found
        if name
    }
    assert len(named) > 30
    assert {(page, name) for page, name in named if name not in known} == set()


def test_times_and_numbers_read_alike_everywhere():
    page = shown(
        "{{ us|duration }}·{{ us|hours:1 }}·{{ n|number }}·{{ 41|share:100 }}·{{ at|moment:zone }}",
        us=12_000_000_000, n=1284, at=AT, zone="Europe/Amsterdam",
    )  # fmt: skip
    assert page.startswith("3 h 20 min·3.3 h·1,284·41 %·<time ")
    assert 'title="Europe/Amsterdam (CEST, UTC+02:00)"' in page
    assert "1 Jul 2026 10:00</time>" in page
    assert "10:00:00" in shown("{{ at|exact:'Europe/Amsterdam' }}", at=AT)
    assert shown("{{ at|clock:'Europe/Amsterdam' }}", at=AT) == "1 Jul 2026 10:00"
    assert shown("{{ none|moment }}{{ none|duration }}{{ none|clock }}", none=None) == "–––"


def test_a_number_opens_its_definition_with_the_pages_question():
    page = shown('{% number "960 h" "beyond_target" n=823 of=1049 until=at %}', at=AT)
    assert 'href="/definitions/beyond_target/?a=1&amp;after=9"' in page
    assert 'title="823 of 1,049 · data until 1 Jul 2026 08:00"' in page
    assert ">960 h</a>" in page
    assert 'title="n = 5"' in shown('{% number 5 "x" n=5 %}')
    assert "How this number is made" in shown('{% number 5 "x" %}')


def test_a_query_changes_one_thing_and_starts_at_the_first_page():
    assert shown("{% query b=2 %}") == "?a=1&amp;b=2"
    assert shown("{% query a=None %}") == "?"
    assert Template("{% load carepath %}{% query a=1 %}").render(Context({})) == "?a=1"


def test_a_figure_reads_without_sight_and_without_script():
    page = shown('{% figure drawing "Waits" %}', drawing=drawing())
    assert "<h3" in page and "Half waited longer than 2 h." in page
    assert "<td>&lt;Triage&gt;</td><td>2</td>" in page and "<td>–</td>" in page
    assert "cp-plot-240" in page and "style=" not in page
    content = re.search(r"<div hidden data-content>(.*?)</div>", page)[1]
    assert "<" not in content
    assert json.loads(content)["data"][0] == {"type": "bar", "x": [1, 2], "name": "</script><b>"}


def test_the_plotting_library_comes_with_its_nonced_empty_styles():
    page = shown("{% figure_scripts %}", CSP_NONCE="n0nce")
    assert page.count('class="no-inline-styles" nonce="n0nce"></style>') == 2
    assert "plotly/plotly.min.js?v=" in page
    pairs = json.loads(re.search(r'id="figure-pairs"[^>]*>(.*?)</script>', page)[1])
    assert pairs[theme.colour("care")] == theme.PAIRS["care"][1]


def test_what_is_remembered_shows_where_it_is_asked_for():
    source = '{% remember "t" %} a {{ x }} {% endremember %}[{{ t }}|{{ t }}]'
    assert shown(source, x="<b>") == "[a &lt;b&gt;|a &lt;b&gt;]"


@pytest.mark.parametrize("value", [0, 1.5])
def test_numbers_may_be_told_their_decimals(value):
    assert tags.number(value, 1) == f"{value:.1f}"


def test_what_a_script_fetches_brings_no_styles_of_another_nonce():
    scripts = Template("{% load carepath %}{% figure_scripts %}")
    asked = RequestFactory().get("/")
    whole = scripts.render(Context({"request": asked, "CSP_NONCE": "x"}))
    asked.htmx = True
    swapped = scripts.render(Context({"request": asked, "CSP_NONCE": "y"}))
    assert "<style" in whole and "<style" not in swapped and "figure-pairs" in swapped
