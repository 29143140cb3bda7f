"""Conformance: what became of a timed rule in every journey.

Method: a rule is triggered once a journey, by the first occurrence of its source. Exactly at the
limit is satisfied. In an open journey a verdict is final only if nothing that may still happen can
change it, so that no final verdict flips as time passes. A response is the milestone pair of
`milestones.between`. Reference: van der Aalst, Pesic & Schonenberg, Computer Science - Research and
Development 23 (2009) 99-113; docs/algorithms/protocols.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from carepath.analysis.shares import Share, share
from carepath.frames import protocol
from carepath.frames.moments import OPEN, SECOND
from carepath.frames.protocol import Condition, Rule
from carepath.frames.spans import Spans

VACUOUS, SATISFIED, EXCUSED, UNDECIDED, VIOLATED = range(5)
VERDICTS = ("vacuous", "satisfied", "excused", "not yet decidable", "violated")
"""Code to name of a verdict, from best to worst: the worst rule speaks for a journey."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on one rule in each journey, by position.

    `due` is when it has to be met (OPEN = no such moment), `met` when what it asks for happened
    (OPEN = it did not), `trigger` when it was triggered (OPEN = not).
    """

    verdict: NDArray[np.uint8]
    trigger: NDArray[np.int64]
    due: NDArray[np.int64]
    met: NDArray[np.int64]

    def count(self, verdict: int) -> int:
        """Return how many journeys have this verdict."""
        return int(np.count_nonzero(self.verdict == verdict))

    @property
    def n_never(self) -> int:
        """Return how many violated journeys never had what was asked for."""
        return int(np.count_nonzero((self.verdict == VIOLATED) & (self.met == OPEN)))

    @property
    def of_triggered(self) -> Share:
        """Return the satisfied of all that were triggered and are decided, not excused."""
        n = self.count(SATISFIED) + self.count(VIOLATED)
        return share(self.count(SATISFIED), n)

    @property
    def of_measured(self) -> Share:
        """Return the satisfied of those in which what was asked for did happen."""
        return share(self.count(SATISFIED), self.count(SATISFIED) + self._n_late)

    @property
    def _n_late(self) -> int:
        return self.count(VIOLATED) - self.n_never

    def only(self, mask: NDArray[np.bool_]) -> "Judged":
        """Return the same for the journeys where the mask is true."""
        return Judged(self.verdict[mask], self.trigger[mask], self.due[mask], self.met[mask])

    def excusing(self, mask: NDArray[np.bool_]) -> "Judged":
        """Return the same with violations excused where the mask is true."""
        excused = np.where(mask & (self.verdict == VIOLATED), EXCUSED, self.verdict)
        return Judged(excused.astype(np.uint8), self.trigger, self.due, self.met)


def judge(spans: Spans, rule: Rule, now: int) -> Judged:
    """Return the verdict on a rule in every journey, as known at `now`.

    A stage that never occurs gives vacuous or violated journeys, not an error.
    """
    return _KINDS[rule.kind](spans, rule, now)


def eligible(spans: Spans, stage: str, now: int) -> NDArray[np.int64]:
    """Return when each journey became eligible: its first `stage` ('' = its opening); OPEN = not
    (yet)."""
    if stage:
        return _firsts(spans, stage, now)
    return np.where(spans.opened <= now, spans.opened, OPEN)


def meets(conditions: Iterable[Condition], attributes: Mapping[str, Any]) -> bool:
    """Return whether a journey's attributes meet every condition; what is not known does not."""
    return all(
        one.attribute in attributes and _meets(one, str(attributes[one.attribute]))
        for one in conditions
    )


def _meets(condition: Condition, value: str) -> bool:
    wanted = condition.value
    if condition.relation in ("=", "≠"):
        equal = value.strip().casefold() == wanted.strip().casefold()
        return equal is (condition.relation == "=")
    try:
        number, limit = float(value), float(wanted)
    except ValueError:
        return False
    return number >= limit if condition.relation == "≥" else number <= limit


def _response(spans: Spans, rule: Rule, now: int) -> Judged:
    source, target = (_rows(spans, stage, now) for stage in (rule.source, rule.target))
    from_row = _first_row(spans, source)
    follows = target[target > from_row[spans.journey[target]]]
    trigger, met = (_started(spans, row) for row in (from_row, _first_row(spans, follows)))
    due = _later(trigger, rule.within_s)
    verdict = _unmet(spans, trigger != OPEN, due < now, now)
    verdict[met != OPEN] = np.where(met <= due, SATISFIED, VIOLATED)[met != OPEN]
    return Judged(verdict, trigger, due, met)


def _existence(spans: Spans, rule: Rule, now: int) -> Judged:
    met = _firsts(spans, rule.target, now)
    everybody = np.ones(spans.n_journeys, bool)
    verdict = _unmet(spans, everybody, ~everybody, now)
    verdict[met != OPEN] = SATISFIED
    return Judged(verdict, spans.opened.copy(), _never(spans), met)


def _at_most_once(spans: Spans, rule: Rule, now: int) -> Judged:
    rows = _rows(spans, rule.target, now)
    count = np.bincount(spans.journey[rows], minlength=spans.n_journeys)
    first = _started(spans, _first_row(spans, rows))
    verdict = np.where(count > 1, VIOLATED, np.where(count, SATISFIED, VACUOUS)).astype(np.uint8)
    verdict[(spans.closed > now) & (count < 2)] = UNDECIDED
    return Judged(verdict, first, _never(spans), first)


def _precedence(spans: Spans, rule: Rule, now: int) -> Judged:
    before, after = (_firsts(spans, stage, now) for stage in (rule.source, rule.target))
    verdict = np.where(before <= after, SATISFIED, VIOLATED).astype(np.uint8)
    nothing = after == OPEN
    verdict[nothing] = _nothing_yet(spans, now)[nothing]
    return Judged(verdict, after, _never(spans), before)


def _not_before(spans: Spans, rule: Rule, now: int) -> Judged:
    trigger, rows = _firsts(spans, rule.source, now), _rows(spans, rule.target, now)
    later = rows[spans.start[rows] >= trigger[spans.journey[rows]]]
    met, due = _started(spans, _first_row(spans, later)), _later(trigger, rule.within_s)
    verdict = np.where(met >= due, SATISFIED, VIOLATED).astype(np.uint8)
    nothing = met == OPEN
    verdict[nothing] = _nothing_yet(spans, now)[nothing]
    return Judged(verdict, trigger, due, met)


def _max_duration(spans: Spans, rule: Rule, now: int) -> Judged:
    row = _first_row(spans, _rows(spans, rule.target, now))
    trigger = _started(spans, row)
    end = np.append(spans.end, OPEN)[row]
    met = np.where(end <= now, end, OPEN)
    due = _later(trigger, rule.within_s)
    verdict = _unmet(spans, trigger != OPEN, due < now, now)
    verdict[met != OPEN] = np.where(met <= due, SATISFIED, VIOLATED)[met != OPEN]
    return Judged(verdict, trigger, due, met)


_KINDS = {
    protocol.RESPONSE: _response,
    protocol.EXISTENCE: _existence,
    protocol.AT_MOST_ONCE: _at_most_once,
    protocol.PRECEDENCE: _precedence,
    protocol.NOT_BEFORE: _not_before,
    protocol.MAX_DURATION: _max_duration,
}


def _unmet(
    spans: Spans, triggered: NDArray[np.bool_], late: NDArray[np.bool_], now: int
) -> NDArray[np.uint8]:
    """Return the verdicts where what is asked for has not happened."""
    live = spans.closed > now
    verdict = np.where(live & ~late, UNDECIDED, VIOLATED)
    return np.where(triggered, verdict, np.where(live, UNDECIDED, VACUOUS)).astype(np.uint8)


def _nothing_yet(spans: Spans, now: int) -> NDArray[np.uint8]:
    return np.where(spans.closed > now, UNDECIDED, VACUOUS).astype(np.uint8)


def _rows(spans: Spans, stage: str, now: int) -> NDArray[np.int64]:
    """Return the rows of a stage that have started, in order."""
    if stage not in spans.stages:
        return np.empty(0, np.int64)
    code = spans.stages.index(stage)
    return np.flatnonzero((spans.stage == code) & (spans.start <= now))


def _first_row(spans: Spans, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the first of the ascending rows in each journey; n_spans where there is none."""
    first = np.full(spans.n_journeys, spans.n_spans)
    first[spans.journey[rows[::-1]]] = rows[::-1]
    return first


def _started(spans: Spans, row: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return when these rows started; OPEN for no row."""
    return np.append(spans.start, OPEN)[row]


def _firsts(spans: Spans, stage: str, now: int) -> NDArray[np.int64]:
    return _started(spans, _first_row(spans, _rows(spans, stage, now)))


def _later(moment: NDArray[np.int64], within_s: int) -> NDArray[np.int64]:
    """Return the moments so many seconds later; OPEN for no moment, and for 0: no limit."""
    us = within_s * SECOND
    return np.where((moment == OPEN) | (us == 0), OPEN, np.minimum(moment, OPEN - us) + us)


def _never(spans: Spans) -> NDArray[np.int64]:
    return np.full(spans.n_journeys, OPEN)
