"""Tags of the journeys pages."""

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from carepath.frames.moments import HOUR, MINUTE, SECOND
from carepath.journeys.models import Source
from carepath.journeys.queries.pages import Part
from carepath.journeys.queries.waterfalls import Break, Meanwhile
from carepath.journeys.templatetags import journeys
from carepath.places.models import Site

PARTS = [Part("stage", 0, 25.5), Part("wait", 25.5, 50), Part("stage", 75.5, 24.5)]


def test_a_bar_says_its_shares_largest_first():
    assert journeys.shares(PARTS) == "care 50 %, recorded waits 50 %"
    bar = journeys.timebar(PARTS, 10, (0, 50))
    assert 'aria-label="care 50 %, recorded waits 50 %"' in bar
    assert bar.count("<rect") == 4 and bar.count("<line") == 2
    assert 'x="25.5%"' in bar and "style=" not in bar


@pytest.mark.parametrize(
    ("value", "text"), [(12.5, "12.5%"), (0, "0%"), (33.33333, "33.333%"), (100.0, "100%")]
)
def test_a_place_reads_the_same_in_every_language(value, text):
    assert journeys.percent(value) == text


def test_numbers_of_addresses_stay_plain():
    assert journeys.plain(25000) == "25000"
    assert journeys.plain(None) == ""


def test_a_window_leaves_some_room():
    assert journeys.window_to(0, HOUR) == "0-3672"
    assert journeys.window_to(10 * HOUR, 20 * HOUR) == "35280-72720"


@pytest.mark.parametrize(
    ("us", "text"),
    [(0, "0:00:00"), (134 * HOUR + 5 * MINUTE + 9 * SECOND, "134:05:09"), (1_500_000, "0:00:01.5")],
)
def test_exact_times_lose_nothing(us, text):
    assert journeys.clockwise(us) == text


@pytest.mark.parametrize(("width", "text"), [(12, "1 d 19 h"), (5, "2 d"), (2, "⋯"), (1, "")])
def test_a_fold_says_as_much_as_there_is_room_for(width, text):
    label = journeys.break_label(Break(10, width, 43 * HOUR, "ward"))
    assert text in label and bool(label) == bool(text)


def test_where_the_patient_was_is_cut_to_the_room():
    assert "ward" in journeys.meanwhile_label(Meanwhile(0, 20, "ward"), "ward")
    assert "Intens…" in journeys.meanwhile_label(Meanwhile(0, 7, ""), "Intensive care")
    assert journeys.meanwhile_label(Meanwhile(0, 2, ""), "ward") == ""


def test_a_head_turns_its_order_round():
    def head(sort):
        context = Context({"request": RequestFactory().get("/?after=1_2&source=a"), "sort": sort})
        return Template('{% load journeys %}{% sort_head "length" "Length" sort %}').render(context)

    assert 'aria-sort="descending"' in head("length")
    assert 'href="?source=a&amp;sort=-length"' in head("length")
    assert 'aria-sort="ascending"' in head("-length")
    assert 'href="?source=a&amp;sort=length"' in head("-length")
    assert 'aria-sort="none"' in head("opened")


def test_a_swatch_and_pieces_are_drawn():
    assert journeys.swatch("away").startswith("<rect")
    assert journeys.pieces(PARTS, "10,8").count('y="10"') == 3


def test_a_number_opens_to_its_definition_about_its_scope():
    link = journeys.opens("93 %", "comparable_percentile", source="a & b", journey="")
    assert link == (
        '<a class="cp-opens" href="/definitions/comparable_percentile/?source=a+%26+b">93 %</a>'
    )


@pytest.mark.parametrize(
    ("name", "site", "synthetic", "said"),
    [
        ("Lab", "North", False, "Lab · North"),
        ("North", "North", False, "North"),
        ("Invented hospital", "Invented hospital", True, "Invented hospital (invented)"),
        ("Lab", "South", True, "Lab · South (invented)"),
    ],
)
def test_a_source_is_named_with_its_site_and_that_it_is_invented(name, site, synthetic, said):
    source = Source(name=name, site=Site(name=site, synthetic=synthetic))
    assert journeys.in_full(source) == said


def test_a_choice_among_sources_names_them_so_and_marks_the_one_on_show():
    sources = [Source(name=name, site=Site(name="A & B")) for name in ("A & B", "Lab")]
    said = {"sources": sources, "chosen": "A & B"}
    text = render_to_string("journeys/parts/sources.html", said).strip()
    assert text == (
        '<option value="A &amp; B" selected>A &amp; B</option>'
        '<option value="Lab">Lab · A &amp; B</option>'
    )
