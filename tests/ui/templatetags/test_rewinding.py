"""The bar and the banner of a page that can be wound back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.template import Context, Template
from django.test import RequestFactory

from carepath.ui.rewind import Rewind
from carepath.ui.templatetags import rewinding

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


def drawn(tag, rewind, **asked):
    context = Context({"request": RequestFactory().get("/board/", asked), "rewind": rewind})
    return Template("{% load rewinding %}{% " + tag + " rewind %}").render(context)


def test_now_has_a_slider_and_no_banner():
    now = Rewind(NOW, ZoneInfo("UTC"))
    assert drawn("rewound", now).strip() == ""
    bar = drawn("rewind_bar", now, unit="W1", back="-5")
    assert 'name="unit" value="W1"' in bar
    assert 'value="0"' in bar
    assert bar.count("<a ") == 4


def test_a_page_wound_back_says_so_with_the_way_to_now():
    then = Rewind(NOW, ZoneInfo("UTC"), at=NOW - timedelta(hours=2))
    asked = {"at": "2026-11-26T10:00", "unit": "W1"}
    banner = drawn("rewound", then, **asked)
    assert "as it was 26 Nov 2026 10:00" in banner
    assert 'href="?unit=W1"' in banner
    assert rewinding.MOMENT[0] == "at"
    assert 'name="at"' not in drawn("rewind_bar", then, **asked)
