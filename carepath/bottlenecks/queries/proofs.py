"""What a number opens to: its value for a log, and example journeys that recompute to it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import get_language

from carepath.analysis import cohorts
from carepath.bottlenecks.queries import measures, memory, pairs, troubles
from carepath.bottlenecks.queries.logs import Log
from carepath.bottlenecks.queries.measures import Asked, Measure
from carepath.frames.definitions import Definition
from carepath.journeys import queries as journeys
from carepath.journeys.models import Journey
from carepath.ui import words

MIDDLE, TAIL = 5, 5
"""Example journeys around the median, and with the largest values."""
_MEASURES = measures.MEASURES | pairs.MEASURES | troubles.MEASURES


@dataclass(frozen=True, slots=True)
class Example:
    """One journey and its own value, in words; `tail` = among the largest."""

    journey: Journey
    value: str
    tail: bool


def measured(log: Log, key: str, asked: Asked) -> Measure | None:
    """Return the measure of a definition, or None for one that is not made from journeys.

    NotThere for stages the log does not have, or without a target time where one is needed.
    """
    if key not in _MEASURES:
        return None
    return log.recall(
        ("measure", key, asked, get_language()),
        lambda: _MEASURES[key](log, asked),
        memory=memory.MIDDLE,
    )


def missing(log: Log, definition: Definition, asked: Asked) -> tuple[str, ...]:
    """Return the parameters that a definition needs and nobody gave."""
    declared = log.target(asked.source, asked.target)
    has_limit = asked.within_s is not None or declared is not None
    given = {
        "pair_from": asked.source,
        "pair_to": asked.target,
        "within_s": has_limit,
        "finding": asked.finding,
    }
    return tuple(name for name in definition.needs if not given[name])


def examples(log: Log, found: Measure, *, by: Any) -> list[Example]:
    """Return up to ten journeys this person may see, by value: from the middle and the tail."""
    places = np.arange(len(found.values))
    chosen = cohorts.examples(found.values, places, MIDDLE, TAIL).tolist()
    ids = log.spans.journey_id[found.positions[chosen]].tolist() if chosen else []
    known = journeys.visible(by=by).in_bulk(ids)
    return [
        Example(known[pk], _told(found, place), at >= len(chosen) - TAIL)
        for at, (pk, place) in enumerate(zip(ids, chosen, strict=True))
        if pk in known
    ]


def _told(found: Measure, place: int) -> str:
    value = int(found.values[place])
    return words.duration(value) if found.kind == measures.TIME else words.number(value)
