"""Record what was measured."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from carepath.frames.moments import from_us
from carepath.frames.vitals import Measured
from carepath.journeys.models import Source
from carepath.outcomes.models import Vital

_FIELDS = (
    *("visit", "patient", "name", "value", "unit"),
    *("measured_at", "written_at", "recorded_at", "retracted", "message"),
)


def observe(
    measured: Sequence[Measured], *, source: Source, message: int | None, at: datetime
) -> int:
    """Keep these values, each once, in the words told last; return how many rows changed.

    Of two words on one measurement that which its sender wrote later counts, and of two written at
    once that which takes it back, then the larger value: arrival plays no part.
    """
    latest: dict[str, Measured] = {}
    for one in sorted(measured, key=_word):
        latest[one.ref] = one
    if not latest:
        return 0
    with transaction.atomic():
        held = {row.ref: row for row in Vital.objects.filter(source=source, ref__in=latest)}
        new = [one for ref, one in latest.items() if ref not in held]
        Vital.objects.bulk_create(
            Vital(source=source, ref=one.ref, **_row(one, message, at)) for one in new
        )
        newer = [row for ref, row in held.items() if _word(latest[ref]) > _word_of(row)]
        for row in newer:
            for name, value in _row(latest[row.ref], message, at).items():
                setattr(row, name, value)
        Vital.objects.bulk_update(newer, _FIELDS)
    return len(new) + len(newer)


def _word(one: Measured) -> tuple:
    return from_us(one.written), one.retracted, one.value, one.name, from_us(one.at)


def _word_of(row: Vital) -> tuple:
    return row.written_at, row.retracted, row.value, row.name, row.measured_at


def _row(one: Measured, message: int | None, at: datetime) -> dict:
    return {
        "visit": one.visit,
        "patient": one.patient,
        "name": one.name,
        "value": one.value,
        "unit": one.unit,
        "measured_at": from_us(one.at),
        "written_at": from_us(one.written),
        "recorded_at": at,
        "retracted": one.retracted,
        "message": message,
    }
