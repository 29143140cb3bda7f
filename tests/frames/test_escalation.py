"""Rules as a document: one way of writing, faults in words, and what differs."""

from dataclasses import replace

import pytest

from carepath.frames import escalation
from carepath.frames.definitions import REGISTER
from carepath.frames.definitions.pressures import PARAMETERS
from carepath.frames.escalation import SHIPPED, AlertRule, Bands, Card, RulesError

KNOWN = list(PARAMETERS)
ABLE = ("HOSPITAL_ADMINISTRATOR", "BED_MANAGER", "QUALITY_LEAD")
ALERT = SHIPPED.alerts[0]
ALERTS = "alert: raised; cleared; told; owner"


def faults(rules):
    return escalation.faults(rules, parameters=KNOWN, roles=ABLE)


def test_what_is_shipped_has_no_fault_and_comes_back_as_it_was():
    assert faults(SHIPPED) == []
    assert escalation.read(escalation.canonical(SHIPPED)) == SHIPPED
    assert escalation.gettext_noop("As it stands") == "As it stands"
    assert all(key in REGISTER for key in (*SHIPPED.bands, *(a.parameter for a in SHIPPED.alerts)))


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"schema":"other"}', '{"schema":"carepath.escalation/1"}',
     escalation.canonical(SHIPPED).replace('"budget":6', '"budget":6,"more":1'),
     escalation.canonical(SHIPPED).replace('"edges":[85,92,96,100]', '"edges":3')],
)  # fmt: skip
def test_what_is_not_fully_understood_is_refused(text):
    with pytest.raises(RulesError):
        escalation.read(text)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"bands": {}}, "cannot be computed"),
        ({"bands": {"weather": Bands((1,), (0, 44))}}, "cannot be computed"),
        ({"bands": {**SHIPPED.bands, "spare": Bands((5, 1), (0, 1, 2))}}, "bands"),
        ({"bands": {**SHIPPED.bands, "spare": Bands((1, 5), (0, 2, 1))}}, "bands"),
        ({"bands": {**SHIPPED.bands, "spare": Bands((1, 5), (0, 2))}}, "bands"),
        ({"bands": {**SHIPPED.bands, "spare": Bands((1,), (0, 21))}}, "bands"),
        ({"cuts": (11, 22)}, "cut-offs"),
        ({"cuts": (11, 11, 33)}, "cut-offs"),
        ({"cuts": (11, 22, 44)}, "cut-offs"),
        ({"cards": SHIPPED.cards[:3]}, "card"),
        ({"cards": (*SHIPPED.cards[:3], Card(" ", "BED_MANAGER"))}, "card"),
        ({"cards": (*SHIPPED.cards[:3], Card("x", "READ_ONLY"))}, "role"),
        ({"stale_min": 1}, "stale"),
        ({"budget": 0}, "shift"),
        ({"quiet": (22, 24)}, "Quiet"),
        ({"alerts": (ALERT, ALERT)}, "each of them once"),
        ({"alerts": (replace(ALERT, parameter="weather"),)}, "watches"),
        ({"alerts": (replace(ALERT, clear_at=5),)}, "better value"),
        ({"alerts": (replace(ALERT, rises=False, clear_at=2),)}, "better value"),
        ({"alerts": (replace(ALERT, hold_min=0),)}, "minute"),
        ({"alerts": (replace(ALERT, owner="CLINICIAN"),)}, "role"),
    ],
)
def test_each_fault_is_told(changed, says):
    found = faults(replace(SHIPPED, **changed))
    assert any(says in one for one in found)


def test_bands_are_typed_as_they_are_shown():
    for text in ("0; 85: 2; 92: 4", "4; 60: 3; 78.5: 0"):
        assert escalation.bands_text(escalation.read_bands(text)) == text
    assert escalation.read_bands(" 0 ;1,5:2 ") == Bands((1.5,), (0, 2))
    for text in ("", "x", "0; 85", "0; a: 1", "0; 1: 1.5"):
        with pytest.raises(RulesError):
            escalation.read_bands(text)


def test_what_differs_is_named_and_what_does_not_is_left_out():
    assert escalation.changes(SHIPPED, SHIPPED) == []
    bands = {key: one for key, one in SHIPPED.bands.items() if key != "silent_feeds"}
    bands["spare"] = Bands((2,), (4, 0))
    other = replace(
        SHIPPED, bands=bands, cuts=(10, 22, 33), budget=5, quiet=(0, 0),
        cards=(Card("Rest.", "BED_MANAGER"), *SHIPPED.cards[1:]),
        alerts=(replace(ALERT, raise_at=4), *SHIPPED.alerts[2:],
                AlertRule("occupancy", 98, 90, 5, 5, *ABLE[:2], 30, ABLE[2])),
    )  # fmt: skip
    found = {
        (one.of, one.what): (one.before, one.after) for one in escalation.changes(SHIPPED, other)
    }
    assert found["spare", "bands"] == ("4; 1: 3; 5: 1; 10: 0", "4; 2: 0")
    assert found["silent_feeds", "bands"][1] == "–"
    assert found["", "cut-offs"] == ("11, 22, 33", "10, 22, 33")
    assert found["", "alerts for each role and shift"] == ("6", "5")
    assert found["", "quiet hours of mail"] == ("22:00–06:00", "–")
    assert found["1", "card"][1] == "Rest. (BED_MANAGER)"
    assert found["waiting", ALERTS][1] == "–" and found["occupancy", ALERTS][0] == "–"
    assert "≥ 3" in found["level", ALERTS][0] and "≥ 4" in found["level", ALERTS][1]
    assert len(found) == 9


@pytest.mark.parametrize(
    ("quiet", "hours"),
    [((22, 6), {22, 23, 0, 1, 2, 3, 4, 5}), ((1, 3), {1, 2}), ((0, 0), set())],
)
def test_which_hours_are_quiet(quiet, hours):
    rules = replace(SHIPPED, quiet=quiet)
    assert {hour for hour in range(24) if rules.is_quiet(hour)} == hours
