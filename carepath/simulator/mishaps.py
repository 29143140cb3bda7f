"""Mishaps: what goes wrong on the way from a hospital to those who listen, as it does in any.

Some of what is said is entered late, sent twice, or entered wrongly and taken back. Each depends on
the event alone, so that the same hospital has the same mishaps however its time is cut. What has
been said at the end is true: a mishap changes when it is known, never what happened.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from random import Random
from typing import Any

from carepath.frames.moments import MINUTE, SECOND
from carepath.frames.spans import POINT, STAY
from carepath.simulator.admissions import ARRIVED, DISCHARGED, Told, written
from carepath.simulator.stages import STAGES

LATE, TWICE, SAID_AGAIN = 0.02, 0.01, 0.005
"""Share of messages entered 1 to 20 minutes late, sent twice, and said again under a new number."""
WRONG_BED, TOO_EARLY, WRONG_PERSON = 0.03, 0.02, 0.01
"""Share of moves first entered to another bed (A12), of patients ready to go who are discharged by
mistake (A13), and of arrivals registered twice (A11): by half of those under a second number of the
patient, which is merged into the first (A40)."""
ANOTHER_NUMBER = 0.5
_MEANWHILE = 2 * MINUTE
"""So long a mistake stands before it is taken back."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message, and when it is sent: microseconds UTC."""

    number: int
    due: int
    raw: bytes


def letters(every: Iterable[Told], *, first: int, seed: int) -> list[Letter]:
    """Return the messages that say all this, numbered from `first`, with the hospital's mishaps."""
    found: list[Letter] = []
    number = first
    for one in every:
        dice = Random(f"{seed}:{one.case}:{one.occurred}:{one.trigger}")
        for said in _said(one, dice):
            due = said.occurred + said.delay
            raw = written(said, number=number, sent=due)
            found.append(Letter(number, due, raw))
            if dice.random() < TWICE:
                found.append(Letter(number, due + int(dice.uniform(5, 60)) * SECOND, raw))
            number += 1
    return found


def _said(one: Told, dice: Random) -> Iterator[Told]:
    """Yield what is entered of one thing that happened, in the order of its numbers."""
    late = int(dice.uniform(1, 20) * 60) * SECOND if dice.random() < LATE else 0
    chance, mistaken = dice.random(), _mistakes(one, dice)
    if mistaken is None or chance >= mistaken[0]:
        yield replace(one, delay=late)
    else:
        yield from mistaken[1]
    if dice.random() < SAID_AGAIN:
        yield replace(one, delay=late + MINUTE)


def _mistakes(one: Told, dice: Random) -> tuple[float, tuple[Told, ...]] | None:
    """Return (how often, what is entered then) of a mistake that can be made here."""
    if one.trigger == "A02" and (bed := _other_bed(one)):
        return WRONG_BED, bed
    if one.trigger == "A16":
        return TOO_EARLY, (one, *_taken_back(one, DISCHARGED, "A13", one.rows))
    if one.trigger == ARRIVED:
        return WRONG_PERSON, (one, *_registered_twice(one, dice))
    return None


def _registered_twice(one: Told, dice: Random) -> Iterator[Told]:
    """Yield a second registration and its cancellation; then, if the clerk gave the patient a
    second number too, that it became the first."""
    patient = one.rows[0]["patient"]
    other = f"{patient}-2" if dice.random() < ANOTHER_NUMBER else patient
    twin = tuple(row | {"case": f"{one.case}-2", "patient": other} for row in one.rows)
    yield from _taken_back(one, ARRIVED, "A11", twin)
    if other != patient:
        yield Told("A40", one.occurred, one.rows, delay=2 * _MEANWHILE, prior=other)


def _other_bed(one: Told) -> tuple[Told, ...]:
    """Return a move to another bed, its cancellation, and the move as it was."""
    stay = next((row for row in one.rows if row["kind"] == STAY and row["ended"] is None), None)
    if stay is None or stay["attributes"] is None:
        return ()
    beds = (f"{stay['unit']}-{place:02d}" for place in (1, 2))
    bed = next(bed for bed in beds if bed not in stay["attributes"])
    elsewhere = json.dumps({"bed": bed}, separators=(",", ":"))
    wrong = tuple(row | {"attributes": elsewhere} if row is stay else row for row in one.rows)
    back = tuple(row | {"ended": None} if row is not stay else row for row in one.rows)
    gone = frozenset({stay["ref"]})
    return (
        replace(one, rows=wrong),
        Told("A12", one.occurred, back, gone, _MEANWHILE),
        replace(one, delay=_MEANWHILE + 30 * SECOND),
    )


def _taken_back(
    one: Told, trigger: str, cancel: str, rows: tuple[dict[str, Any], ...]
) -> Iterator[Told]:
    """Yield a message that is wrong and the one that cancels it: about one step of its own."""
    name = STAGES["discharged" if trigger == DISCHARGED else "arrival"].name
    case = rows[0]["case"]
    ref = b"".join(sha256(text.encode()).digest()[:8] for text in (case, f"{case} by mistake"))
    moment = {"requested": None, "started": one.occurred, "ended": one.occurred}
    nothing = dict.fromkeys(("parent_ref", "attributes", "role", "case_attributes"))
    step = rows[0] | nothing | moment | {"stage": name, "kind": POINT, "ref": ref}
    yield Told(trigger, one.occurred, (step,), delay=MINUTE)
    yield Told(cancel, one.occurred, (step,), frozenset({ref}), MINUTE + _MEANWHILE)
