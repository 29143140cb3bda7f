"""Bars of time."""

from types import SimpleNamespace

import pytest

from carepath.ui import timebars

PIECES = [
    SimpleNamespace(kind="care", x=0, width=40.0),
    SimpleNamespace(kind="wait", x=40, width=60),
]


def test_pieces_are_rectangles_in_percent():
    drawn = timebars.rects(PIECES, height=8, top=2)
    assert drawn.count("<rect") == 2
    assert 'x="40%" y="2" width="60%" height="8" fill="url(#cp-p-wait)"' in drawn


def test_a_bar_says_in_words_what_it_shows_and_escapes_it():
    bar = timebars.bar(PIECES, label="care <40 %", ticks=[10, 20])
    assert 'aria-label="care &lt;40 %"' in bar and 'role="img"' in bar
    assert bar.count("<line") == 2


@pytest.mark.parametrize("kind", ["stage", "care", "stay", "wait", "gap", "between", "away"])
def test_every_kind_of_time_has_a_fill(kind):
    assert timebars.FILLS[kind]


def test_marks_are_ticks():
    assert timebars.marks([12.5], height=10).count('x1="12.5%"') == 1
