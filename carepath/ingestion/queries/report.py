"""What the report says about the source after an import."""

from typing import Any

import numpy as np
from django.db.models import Count

from carepath.journeys.models import Journey, Source


def after_import(source: Source) -> dict[str, Any]:
    """Return how the source's journeys are closed, how many are open, and how long they last.

    Durations are seconds of closed journeys; percentiles are linear (type 7), p95 from n = 20.
    """
    live = Journey.objects.filter(source=source, n_spans__gt=0).order_by()
    closed = dict(live.values_list("closed_by").annotate(n=Count("pk")))
    bounds = live.filter(closed_at__isnull=False).values_list("opened_at", "closed_at")
    lengths = np.array([(end - start).total_seconds() for start, end in bounds.iterator()])
    return {
        "open": closed.pop("", 0),
        "closed_by": closed,
        "durations": _durations(lengths),
    }


def _durations(lengths: np.ndarray) -> dict[str, float | int | None]:
    if not len(lengths):
        return {"n": 0, "median_s": None, "mean_s": None, "p95_s": None}
    return {
        "n": len(lengths),
        "median_s": float(np.median(lengths)),
        "mean_s": float(lengths.mean()),
        "p95_s": float(np.percentile(lengths, 95)) if len(lengths) >= 20 else None,
    }
