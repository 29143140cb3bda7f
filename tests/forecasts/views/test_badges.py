"""What must be known of a forecast stands beside it."""

from datetime import timedelta

import pytest

from carepath.analysis.departure_backtests import Judged
from carepath.forecasts.models import Backtest, Vintage
from carepath.forecasts.queries import AdviceProof
from carepath.forecasts.views.badges import advice_badges, badges, leaving_badges
from tests.factories import AT
from tests.forecasts.advice import chances, today

HOUR = timedelta(hours=1)
GOOD = {"skill": True, "calibrated": True}


def words(row_facts=None, result=GOOD, *, at=AT, rewound=False):
    facts = {"short": False, "shifted": 0, "quiet": False} | (row_facts or {})
    row = Vintage(slot_at=AT, facts=facts)
    judged = None if result is None else Backtest(result=result)
    return [str(badge.word) for badge in badges(row, judged, at=at, rewound=rewound)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, []),
        ({"result": None}, ["not judged yet"]),
        ({"result": GOOD | {"skill": False}}, ["no skill"]),
        ({"result": GOOD | {"calibrated": False}}, ["not calibrated"]),
        ({"row_facts": {"short": True, "shifted": 4}}, ["short history", "level shifted"]),
        ({"at": AT + 4 * HOUR}, ["stale"]),
        ({"at": AT + 4 * HOUR, "rewound": True}, []),
        ({"row_facts": {"quiet": True}}, ["stale"]),
    ],
)
def test_each_weakness_has_its_word(said, expected):
    assert words(**said) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, []),
        ({"error": 2.0}, ["no skill"]),
        ({"coverage_80": 0.9, "origins": 13}, ["not calibrated", "short history"]),
    ],
)
def test_windows_of_who_leaves_have_theirs(said, expected):
    good = {"width": 8, "origins": 28, "n": 84, "error": 1.0, "rule_error": 2.0, "bias": 0.0,
            "rule_bias": 0.0, "coverage_80": 0.8, "coverage_95": 0.95, "width_80": 3.0,
            "left": 4.0}  # fmt: skip
    assert [str(one.word) for one in leaving_badges(Judged(**good | said))] == expected
    assert [str(one.word) for one in leaving_badges(None)] == ["not judged yet"]


@pytest.mark.parametrize(
    ("kind", "result", "expected"),
    [
        ("hours", chances(), []),
        ("hours", chances(False), ["no skill"]),
        ("hours", chances(came=0, days=5), ["no skill", "short history"]),
        ("sooner", {"today": today()}, []),
        ("sooner", {"today": today(False, days=9)}, ["no skill", "short history"]),
    ],
)
def test_what_advice_rests_on_has_its_words_too(kind, result, expected):
    found = advice_badges(AdviceProof(kind, Backtest(result=result)))
    assert [str(badge.word) for badge in found] == expected
