"""What a number of the capacity pages opens to: its value, and journeys that recompute to it."""

from dataclasses import dataclass

import numpy as np

from carepath.analysis import cohorts
from carepath.capacity.queries.proofs import beds, emergency
from carepath.capacity.queries.proofs.asked import Asked
from carepath.capacity.queries.proofs.beds import OF_STAGE
from carepath.capacity.queries.record import Record, named
from carepath.journeys.models import Journey
from carepath.ui import words

MIDDLE, TAIL = 5, 5
"""Example journeys around the median, and with the largest values."""
OF_A_MOMENT = (
    "ed_patients",
    "ed_occupancy",
    "nedocs",
    "ed_longest",
    "boarders",
    "intensive_beds",
    "step_down_waits",
    "intensive_waits",
    "bed_waits",
    "long_stays",
    "delayed_discharges",
    "queue_length",
)
"""Numbers of one moment; the others are of a window before it."""
_PROOFS = emergency.PROOFS | beds.PROOFS
PROVEN = frozenset(_PROOFS)
"""Numbers that open to journeys."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One journey of a number and its own time, in words; `tail` = among the longest."""

    journey: Journey
    value: str
    tail: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """A number: `figures` are (what, text), the first is the number itself; made of n of `of`.

    `samples` are journeys of it, with `what` their own values are; `days` is its window, 0 = it is
    of a moment.
    """

    figures: tuple[tuple[str, str], ...]
    n: int
    of: int
    what: str
    samples: list[Sample]
    days: int


def proof(key: str, found: Record, *, days: int, stage: str = "") -> Proof | None:
    """Return what a number opens to, over so many days up to the moment of a record.

    None for a number that is not made of journeys one by one, or whose `stage` is not there.
    """
    if key not in _PROOFS or (key in OF_STAGE and stage not in found.spans.stages):
        return None
    told = _PROOFS[key](Asked(found, days, stage))
    places = np.arange(len(told.us))
    chosen = cohorts.examples(told.us, places, MIDDLE, TAIL).tolist()
    journeys = named(found.spans, told.journeys[chosen].tolist())
    samples = [
        Sample(
            journeys[int(told.journeys[place])],
            words.duration(int(told.us[place])),
            at >= len(chosen) - TAIL,
        )
        for at, place in enumerate(chosen)
    ]
    window = 0 if key in OF_A_MOMENT else days
    return Proof(told.figures, told.n, told.of, told.what, samples, window)
