"""What must be known of a forecast stands beside it."""

from datetime import timedelta

import pytest

from carepath.forecasts.models import Backtest, Vintage
from carepath.forecasts.views.badges import badges
from tests.factories import AT

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
