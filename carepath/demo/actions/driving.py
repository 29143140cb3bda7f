"""One step of the invented hospital: each second while it lives, at once while it builds."""

import logging
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from carepath.demo import queries
from carepath.demo.actions import building, drawn, engine, line, living, removing
from carepath.demo.actions.changing import Overtaken
from carepath.demo.models import Hospital
from carepath.simulator.changes import ChangeError
from carepath.simulator.state import StateError

log = logging.getLogger(__name__)
Phase = Hospital.Phase
TICK_S, BREATH_S, STUCK_S = 1.0, 0.01, 5.0
"""Seconds from one step to the next while it lives, while it builds (others want to write), and
while it cannot go on."""


def stumble(*, reason: str) -> None:
    """Keep why the hospital does not go on, for its status; the engine is made anew."""
    engine.forget()
    Hospital.objects.update(reason=reason[:500])


def step(*, by: Any, at: datetime, door: line.Door | None = None) -> float:
    """Do the hospital's next piece of work; return after how many seconds the next is due.

    `door` is where its admissions send their messages to, None = straight into the inbox.
    """
    door = door or partial(line.by_hand, by=by, at=at)
    row = queries.hospital()
    if row is None:
        engine.forget()
        drawn.forget()
        return TICK_S
    try:
        rest = _next(row, door=door, by=by, at=at)
    except Overtaken as error:
        log.warning("%s", error)
        engine.forget()
        return TICK_S
    except (ChangeError, StateError) as error:
        _stuck(row, error)
        return STUCK_S
    _went_on(row)
    return rest


def _next(row: Hospital, *, door: line.Door, by: Any, at: datetime) -> float:
    if row.phase == Phase.LIVE:
        living.live(row, door=door, by=by, at=at)
        return TICK_S
    if row.phase == Phase.LEAVING:
        removing.remove_some(row, by=by, at=at)
    else:
        building.build(row, door=door, by=by, at=at)
    return BREATH_S


def _stuck(row: Hospital, error: ValueError) -> None:
    """Say why the hospital cannot go on; what is recorded stays, and it is tried again."""
    engine.forget()
    if isinstance(error, ChangeError):
        text = _("It cannot do what was set: %(why)s Set it back, or begin the hospital anew.")
    else:
        text = _("It cannot go on. %(why)s What is recorded stays until you begin it anew.")
    reason = (text % {"why": error})[:500]
    if (row.stuck, row.reason) != (True, reason):
        log.warning("%s", reason)
        Hospital.objects.filter(pk=row.pk).update(stuck=True, reason=reason)


def _went_on(row: Hospital) -> None:
    if row.reason or row.stuck:
        Hospital.objects.filter(pk=row.pk).update(reason="", stuck=False)
