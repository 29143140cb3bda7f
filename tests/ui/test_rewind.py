"""Which moment an address asks for, and how one gets from it to another."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from carepath.ui import rewind

ZONE = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 26, 12, 7, 30, tzinfo=UTC)


def of(**values):
    return rewind.of(values, now=NOW, zone=ZONE)


def slid(text):
    return rewind.slid(QueryDict(text), now=NOW, zone=ZONE)


def test_nothing_asked_is_now():
    found = of(at="")
    assert (found.is_past, found.moment, found.back, found.faults) == (False, NOW, 0, ())
    assert (found.text, found.field) == ("now", "")
    assert found.later == []


def test_a_local_time_is_read_in_the_zone_and_said_with_how_it_is_known():
    found = of(at="2026-11-26T02:00")
    assert found.moment == datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
    assert found.text == "as it was 26 Nov 2026 02:00, as is known now"
    assert found.field == "2026-11-26T02:00"
    assert found.knowledge.known_at == "2026-11-26T02:00"
    then = of(at="2026-11-26T02:00", known_at="2026-11-26T02:00")
    assert then.is_as_known_then
    assert then.text == "as it was 26 Nov 2026 02:00, as known then"
    assert then.knowledge.known_at == ""
    other = of(at="2026-11-26T02:00", known_at="2026-11-26T03:00")
    assert other.text == "as it was 26 Nov 2026 02:00, as known 26 Nov 2026 03:00"


def test_what_was_known_alone_names_both():
    assert of(known_at="2026-11-26T02:00").is_as_known_then


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01T00:00", "0001-01-01T00:00"])
def test_what_is_no_time_is_said_and_now_is_shown(text):
    found = of(at=text)
    assert not found.is_past
    assert found.faults == ("As it was at: write a time such as 2026-03-01T07:30.",)


def test_what_has_not_come_yet_is_now():
    found = of(at="2026-11-26T14:00")
    assert not found.is_past
    assert "not come yet" in found.faults[0]


def test_the_slider_means_an_address_that_keeps_the_rest():
    assert slid("unit=W1") is None
    assert slid("back=soon") is None
    assert slid("unit=W1&back=-90&at=2026-11-25T00:00") == "unit=W1&at=2026-11-26T11%3A37"
    assert slid("unit=W1&back=0&at=2026-11-25T00:00") == "unit=W1"
    assert slid("back=-90&knowledge=then") == "at=2026-11-26T11%3A37&known_at=2026-11-26T11%3A37"
    assert slid("at=2026-11-25T00:00&knowledge=then").endswith("known_at=2026-11-25T00%3A00")
    assert slid("at=&knowledge=then") == ""


def test_the_slider_stands_where_the_page_is_and_at_its_end_for_what_is_earlier():
    assert of(at="2026-11-26T11:07").back == -120
    assert of(at="2026-11-01T00:00").back == -72 * 60


def test_links_go_back_and_forth_and_keep_what_is_known():
    found = of(at="2026-11-26T02:00", known_at="2026-11-26T02:00")
    assert [(one.label, one.at) for one in found.earlier][0] == (
        "1 d earlier", "2026-11-25T02:00",
    )  # fmt: skip
    assert [one.label for one in found.later] == ["15 min later", "1 h later", "8 h later"]
    assert all(one.at == one.known_at for one in found.earlier + found.later)
    fixed = of(at="2026-11-26T02:00", known_at="2026-11-26T03:00")
    assert {one.known_at for one in fixed.later} == {"2026-11-26T03:00"}


def test_the_hour_that_comes_twice_is_told_apart():
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    texts = [of().address(first), of().address(first + timedelta(hours=1))]
    assert texts == ["2026-10-25T02:30+0200", "2026-10-25T02:30+0100"]
    assert [rewind.moment_of(text, ZONE) for text in texts] == [first, first + timedelta(hours=1)]
