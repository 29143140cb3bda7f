"""One step of the invented hospital: each second while it lives, at once while it builds."""

import logging
from datetime import datetime
from typing import Any

from carepath.demo import queries
from carepath.demo.actions import building, drawn, engine, living, removing
from carepath.demo.actions.changing import Overtaken
from carepath.demo.models import Hospital

log = logging.getLogger(__name__)
Phase = Hospital.Phase
TICK_S, BREATH_S = 1.0, 0.01
"""Seconds from one step to the next while it lives, and while it builds (others want to write)."""


def stumble(*, reason: str) -> None:
    """Keep why the hospital does not go on, for its status; the engine is made anew."""
    engine.forget()
    Hospital.objects.update(reason=reason[:500])


def step(*, by: Any, at: datetime) -> float:
    """Do the hospital's next piece of work; return after how many seconds the next is due."""
    row = queries.hospital()
    if row is None:
        engine.forget()
        drawn.forget()
        return TICK_S
    try:
        if row.phase == Phase.LEAVING:
            removing.remove_some(row, by=by, at=at)
        elif row.phase == Phase.LIVE:
            living.live(row, by=by, at=at)
            _went_on(row)
            return TICK_S
        else:
            building.build(row, by=by, at=at)
    except Overtaken as error:
        log.warning("%s", error)
        engine.forget()
        return TICK_S
    return BREATH_S


def _went_on(row: Hospital) -> None:
    if row.reason:
        Hospital.objects.filter(pk=row.pk).update(reason="")
