"""Levers: what can be introduced in the invented hospital, each with its true effect.

Nobody inside CarePath knows these effects: an evaluation has to find them in what happens after.
"""

from dataclasses import dataclass

from carepath.simulator.rules import Rule

HELPS, NOTHING, HARMS = "helps", "does nothing", "harms"


@dataclass(frozen=True, slots=True)
class Lever:
    """One lever: `truth` is one of the words above, `rules` what it really does."""

    name: str
    label: str
    truth: str
    rules: tuple[Rule, ...] = ()


def _lever(name: str, label: str, truth: str, *changes: tuple[str, str, float]) -> Lever:
    rules = tuple(Rule(key, what, factor=factor, lever=name) for key, what, factor in changes)
    return Lever(name, label, truth, rules)


_ALL = (
    _lever(
        "sepsis_trolley",
        "Antibiotics kept ready beside triage",
        HELPS,
        ("antibiotics", "hold", 0.5),
    ),
    _lever(
        "discharge_lounge",
        "Transport booked the day before",
        HELPS,
        ("transport", "hold", 0.3),
    ),
    _lever("ct_all_day", "Booked scans moved to the evening", HELPS),
    _lever("waiting_posters", "Posters that explain the wait", NOTHING),
    _lever(
        "second_signature",
        "A second signature on discharge letters",
        HARMS,
        ("letter", "take", 1.8),
    ),
    _lever("triage_form", "A longer triage form", HARMS, ("triage", "take", 1.5)),
)
LEVERS = {lever.name: lever for lever in _ALL}
"""Name to lever."""


def rules() -> list[Rule]:
    """Return what all levers do; each counts only while its lever is on."""
    return [rule for lever in _ALL for rule in lever.rules]
