"""Troubles: one sentence for each, however many looks saw it, and in what order.

Method: findings are gone through by p; one that speaks of the same trouble as an earlier one goes
beneath it. The order mixes kinds: the best of each detector first, then the rest, by patient-hours.
Reference: docs/algorithms/findings.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from carepath.analysis.looks import (
    BEYOND_TARGET,
    CLOCK,
    LEVEL_SHIFT,
    NIGHT,
    OUTAGE,
    QUEUE,
    RHYTHM,
    UNIT,
    Finding,
)
from carepath.analysis.series import WAIT
from carepath.frames.moments import DAY

OVERLAP = 0.5
"""Part of the fewer hours of the week that two findings must share to be about the same hours."""

BY_HOURS = (QUEUE, OUTAGE, RHYTHM, UNIT)
"""Detectors whose largest finding heads a trouble; elsewhere the least likely by chance does."""


def troubles(found: Iterable[tuple[float, Finding]]) -> list[Finding]:
    """Return one finding for each trouble, with the others beneath it, in the order of reading."""
    heads: list[Finding] = []
    for _p, finding in sorted(found, key=lambda pair: (_rank(pair[1]), pair[0])):
        at = next((at for at, head in enumerate(heads) if same(head, finding)), None)
        if at is None:
            heads.append(finding)
        else:
            heads[at] = replace(heads[at], also=(*heads[at].also, finding))
    return ordered([_led(head) for head in heads])


def _led(head: Finding) -> Finding:
    """Return the trouble headed by the one of its detector that holds most patient-hours."""
    if head.detector not in BY_HOURS:
        return head
    group = [replace(head, also=()), *head.also]
    first = max((one for one in group if one.detector == head.detector), key=lambda one: one.hours)
    return replace(first, also=tuple(one for one in group if one is not first))


def _rank(finding: Finding) -> int:
    """Return what explains and what is explained: a wrong clock explains odd times of its unit, a
    stage that patients waited for what came to a stop behind it, a queue or night its rhythm."""
    if finding.detector == CLOCK:
        return 0
    is_last = finding.detector == RHYTHM or (finding.detector == OUTAGE and not finding.hours)
    return 2 if is_last else 1


def same(head: Finding, other: Finding) -> bool:
    """Return whether two findings speak of the same trouble."""
    if head.detector == CLOCK:
        return other.detector == UNIT and head.place == other.place and other.kind != WAIT
    if head.detector == other.detector == OUTAGE:
        return head.at < other.until and other.at < head.until
    if head.detector == other.detector == LEVEL_SHIFT:
        return abs(head.at - other.at) <= 2 * DAY
    if head.detector == other.detector == UNIT:
        return head.place == other.place
    if {head.detector, other.detector} <= {QUEUE, NIGHT, RHYTHM}:
        alike = head.target == other.target or _beside(head, other)
        return alike and overlap(head, other) >= OVERLAP
    return False


def _beside(head: Finding, other: Finding) -> bool:
    """Return whether two queues stand before the same people: those of one unit, at one time."""
    same_kind = head.detector == other.detector != NIGHT
    return same_kind and head.place == other.place and head.place is not None


def overlap(one: Finding, other: Finding) -> float:
    """Return the hours of the week that both speak of, as a part of the fewer of theirs."""
    hours, others = _hours(one), _hours(other)
    return len(hours & others) / max(min(len(hours), len(others)), 1)


def _hours(finding: Finding) -> set[tuple[int, int]]:
    first, last = finding.first_hour or 0, finding.last_hour or 0
    length = (last - first) % 24 or 24
    return {(day, (first + hour) % 24) for day in finding.days for hour in range(length)}


def ordered(found: Sequence[Finding]) -> list[Finding]:
    """Return the best of each detector, then the rest; what is beyond a target leads."""
    by_hours = sorted(found, key=lambda finding: (-finding.hours, finding.target, finding.source))
    best = {}
    for finding in by_hours:
        best.setdefault(finding.detector, finding)
    first = sorted(
        best.values(), key=lambda one: (one.detector != BEYOND_TARGET, by_hours.index(one))
    )
    return first + [finding for finding in by_hours if finding not in first]
