"""Levels and numbers as people read them."""

from dataclasses import replace

import pytest

from carepath.frames.huddles import Picture, Shortage, UnitLine
from carepath.frames.moments import HOUR
from carepath.outcomes.templatetags import outcomes


def test_a_level_is_icon_and_word_and_unknown_has_no_colour():
    shown = [outcomes.level(number) for number in range(5)]
    assert "cp-calm" in shown[1] and "Level 1" in shown[1]
    assert "Level unknown" in shown[0]
    assert not any(colour in shown[0] for colour in ("cp-calm", "cp-watch", "cp-high"))
    assert all("<svg" in one for one in shown)


@pytest.mark.parametrize(
    ("value", "key", "shown"),
    [(92, "occupancy", "92 %"), (92.345, "occupancy", "92.3 %"), (3.44, "longest_wait", "3.4 h"),
     (12, "waiting", "12"), (None, "waiting", "–"), (float("nan"), "occupancy", "–"),
     (3, "level", "Level 3"), (0, "level", "Level unknown")],
)  # fmt: skip
def test_a_number_has_its_unit(value, key, shown):
    assert outcomes.pressure(value, key) == shown


def test_names():
    assert outcomes.parameter("spare") == "Staffed inpatient beds without a patient"
    assert outcomes.role("BED_MANAGER") == "bed manager"
    assert outcomes.with_roles("BED_MANAGER, 60 min") == "bed manager, 60 min"


def test_a_huddle_in_one_line():
    ward = UnitLine("W", "Ward", occupied=20, staffed=24, available=3, waiting=0)
    seen = Picture(at=0, units=(ward,), level=2)
    assert outcomes.headline(seen, "UTC") == "Level 2: 3 of 24 staffed beds available"
    short = replace(seen, level=None, short=Shortage("Ward", 1, 8 * HOUR, 0.5))
    said = "Level unknown: 1 bed short by 10:00, 50 % likely: Ward"
    assert outcomes.headline(short, "Africa/Cairo") == said
    maybe = replace(short, short=Shortage("Ward", 1, 8 * HOUR, 0.49))
    assert "available" in outcomes.headline(maybe, "UTC")
