"""What one journey follows: versions, the verdict on each rule, and its place on the waterfall."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from carepath.analysis import conformance
from carepath.figures.waterfall import Scale
from carepath.frames.moments import OPEN
from carepath.frames.protocol import Rule
from carepath.frames.spans import Spans
from carepath.journeys.models import Journey
from carepath.protocols.models import Activation, Assignment, Override
from carepath.protocols.queries import overrides

MOST = 50
"""Versions of one journey that are looked at."""
EARLIER, INSIDE, LATER = "earlier", "inside", "later"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule in one journey: when it was triggered, due and met; `excuse` is why it need not be
    followed there."""

    rule: Rule
    verdict: str
    trigger: int | None
    due: int | None
    met: int | None
    excuse: Override | None


@dataclass(frozen=True, slots=True)
class Course:
    """A version that a journey follows or followed; `other` is what it could switch to."""

    assignment: Assignment
    verdicts: tuple[Verdict, ...]
    other: Activation | None


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a verdict is drawn, in percent: its symbol at the deadline (else where it was met), a
    bar from its trigger to the deadline, a tick where it was met. None = nowhere.

    `side` is EARLIER or LATER where its moment lies outside what is drawn.
    """

    verdict: Verdict
    x: float | None
    side: str
    bar: tuple[float, float] | None
    met: float | None


def courses(journey: Journey, spans: Spans, *, now: int) -> list[Course]:
    """Return what a journey follows, latest first; `spans` are its own."""
    rows = journey.assignments.select_related("version__protocol", "protocol", "activation")
    found = list(rows.order_by("-since_at", "-pk")[:MOST])
    holding = _holding(journey) if found else []
    others = _in_force(journey) if found and journey.closed_at is None else {}
    return [
        Course(one, _verdicts(one, spans, holding, now), _other(one, others)) for one in found
    ]  # fmt: skip


def _holding(journey: Journey) -> list[Override]:
    return [one for one in overrides.of_journey(journey) if overrides.excuses(one)]


def _in_force(journey: Journey) -> dict[int, Activation]:
    rows = Activation.objects.filter(site=journey.site_id, ends_at=None)
    return {one.protocol_id: one for one in rows.select_related("version")}


def _other(assignment: Assignment, running: dict[int, Activation]) -> Activation | None:
    found = running.get(assignment.protocol_id)
    same = found is None or found.pk == assignment.activation_id
    return None if same or assignment.until_at is not None else found


def _verdicts(
    assignment: Assignment, spans: Spans, holding: list[Override], now: int
) -> tuple[Verdict, ...]:
    document = assignment.version.document
    excuses = {
        rule: one
        for one in holding
        if one.protocol_id == assignment.protocol_id
        for rule in overrides.rules_at(one.place, document)
    }
    rules = [rule for rule in document.rules if rule.target]
    return tuple(_verdict(rule, spans, excuses.get(rule.id), now) for rule in rules)


def _verdict(rule: Rule, spans: Spans, excuse: Override | None, now: int) -> Verdict:
    judged = conformance.judge(spans, rule, now).excusing(np.array([excuse is not None]))
    return Verdict(
        rule,
        conformance.VERDICTS[judged.verdict[0]],
        *(_moment(column[0]) for column in (judged.trigger, judged.due, judged.met)),
        excuse,
    )


def _moment(us: int) -> int | None:
    return None if us == OPEN else int(us)


def marks(verdicts: Sequence[Verdict], scale: Scale) -> list[Mark]:
    """Return where each verdict stands on a scale."""
    return [_mark(one, scale) for one in verdicts]


def _mark(found: Verdict, scale: Scale) -> Mark:
    at = found.met if found.due is None else found.due
    return Mark(
        found,
        x=None if at is None else scale.x(at),
        side=INSIDE if at is None else _side(at, scale),
        bar=_bar(found, scale),
        met=scale.x(found.met) if found.met is not None and _within(found.met, scale) else None,
    )


def _side(at: int, scale: Scale) -> str:
    if at < scale.start:
        return EARLIER
    return LATER if at > scale.end else INSIDE


def _within(at: int, scale: Scale) -> bool:
    return scale.start <= at <= scale.end


def _bar(found: Verdict, scale: Scale) -> tuple[float, float] | None:
    if found.trigger is None or found.due is None:
        return None
    left, right = scale.x(found.trigger), scale.x(found.due)
    return (left, right - left) if right > left else None
