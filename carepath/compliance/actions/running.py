"""Run controls and keep what they found."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from carepath.audit import actions as audit
from carepath.compliance import queries
from carepath.compliance.models import Run
from carepath.compliance.queries import CONTROLS, Control, Found

log = logging.getLogger(__name__)
EVERY = timedelta(hours=1)
"""How often all controls are run."""


def run_due(*, by: Any, at: datetime) -> int:
    """Run all controls if the last time is an hour ago; return how many were run."""
    last = queries.last_ran()
    if last is not None and at - last < EVERY:
        return 0
    return len(run(CONTROLS.values(), by=by, at=at))


def run(controls: Iterable[Control], *, by: Any, at: datetime) -> list[Run]:
    """Return what each control found, kept as evidence; one that breaks stops no other."""
    key, _name = audit.actor_of(by)
    return [_run(control, key, at) for control in controls]


def _run(control: Control, by: str, at: datetime) -> Run:
    found = _look(control, at)
    return Run.objects.create(
        control=control.id,
        ran_at=at,
        ran_by=by,
        outcome=_outcome(found),
        looked_at=found.looked_at if found else 0,
        wrong=list(found.wrong) if found else [],
        note=found.note[:300] if found else "",
    )


def _look(control: Control, at: datetime) -> Found | None:
    """Return what the control found, None if it could not be run."""
    try:
        with transaction.atomic():
            return control.look(at)
    except Exception:
        log.exception("The control %s could not be run", control.id)
        return None


def _outcome(found: Found | None) -> Run.Outcome:
    if found is None:
        return Run.Outcome.BROKEN
    if not found.applies:
        return Run.Outcome.NOT_APPLICABLE
    return Run.Outcome.FAILED if found.wrong else Run.Outcome.PASSED
