"""Which journeys a protocol concerns, and since when."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import conformance
from carepath.frames.moments import OPEN
from carepath.frames.protocol import Condition, Document
from carepath.frames.spans import Spans
from carepath.journeys.models import Journey

CHUNK = 5_000


def since(document: Document, spans: Spans, now: int) -> NDArray[np.int64]:
    """Return when each journey became eligible, OPEN = it is not."""
    found = conformance.eligible(spans, document.stage, now)
    if not document.conditions:
        return found
    met = _meeting(document.conditions, spans.journey_id[found != OPEN])
    return np.where(np.isin(spans.journey_id, met), found, OPEN)


def _meeting(conditions: Sequence[Condition], ids: NDArray[np.int64]) -> list[int]:
    """Return those of these journeys whose attributes meet the conditions."""
    found: list[int] = []
    for at in range(0, len(ids), CHUNK):
        rows = Journey.objects.filter(pk__in=ids[at : at + CHUNK].tolist())
        found += [
            pk
            for pk, attributes in rows.values_list("pk", "attributes")
            if conformance.meets(conditions, attributes)
        ]
    return found
