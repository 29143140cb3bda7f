"""A message of admissions written by hand: somebody who waits for a bed arrives in it."""

from datetime import datetime
from typing import Any

from carepath.demo.models import Hospital
from carepath.demo.queries import Move
from carepath.frames.columns import EVENTS
from carepath.frames.moments import to_us
from carepath.frames.spans import STAY
from carepath.journeys.models import Span
from carepath.simulator import admissions


def of_move(row: Hospital, move: Move, *, at: datetime) -> bytes:
    """Return the transfer (A02) as admissions would send it now.

    It bears the last number of its sender: what the hospital says later of the same stay counts. It
    names the visit alone, as the patient's own number is kept nowhere.
    """
    now = to_us(at)
    rows = (
        _row(move, move.leaves) | {"ended": now},
        _row(move, move.enters) | {"started": now},
    )
    told = admissions.Told("A02", now, rows)
    return admissions.written(told, number=row.numbered, sent=now, control=f"HAND{now}")


def _row(move: Move, span: Span) -> dict[str, Any]:
    """Return a stay as columns of EVENTS."""
    known = {
        "case": move.journey.case_ref,
        "stage": span.stage.name,
        "kind": STAY,
        "unit": span.unit.code if span.unit else None,
        "role": span.role,
        "requested": _us(span.requested_at),
        "started": _us(span.started_at),
        "seq": span.seq,
        "precision": span.precision,
        "flags": span.flags,
        "ref": bytes(span.source_ref),
        "attributes": span.attributes or None,
    }
    return dict.fromkeys(EVENTS) | known


def _us(moment: datetime | None) -> int | None:
    return None if moment is None else to_us(moment)
