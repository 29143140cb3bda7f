"""The data-quality report: what was read, what was doubtful, how journeys closed."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

import numpy as np
from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carepath.frames.moments import SECOND, from_us
from carepath.ingestion.models import Message
from carepath.ingestion.queries.rejects import Reason, reasons
from carepath.journeys.models import Journey, Source, Span, Stage

DOUBTS = {
    "ties": gettext_lazy("Events at the same instant as the one before; the file's order decides"),
    "exact_duplicates": gettext_lazy("Rows that stand in the file more than once; each is kept"),
    "ambiguous": gettext_lazy("Times in the repeated hour of autumn that can be read in two ways"),
    "second_pass": gettext_lazy("Times in the repeated hour, read as its second pass"),
    "missing_hour": gettext_lazy("Times in the hour that spring skips"),
    "end_before_start": gettext_lazy("Ends before their start; taken as zero length"),
    "requested_late": gettext_lazy("Requests after the start; taken as no wait"),
    "unpaired_starts": gettext_lazy("Starts without a completion"),
    "unpaired_ends": gettext_lazy("Completions without a start"),
    "open_spans": gettext_lazy("Steps that have not ended"),
    "lifecycle_ignored": gettext_lazy("Rows of other lifecycle steps, not needed"),
    "too_long": gettext_lazy(
        "Visits in the whole log longer than is plausible for their stage; averages leave them out"
    ),
    "several_patients": gettext_lazy("Journeys that name more than one patient"),
}
"""Note of the reading to what it means."""
CLOSED_WORDS = {
    "recorded": gettext_lazy("closed, as recorded"),
    "last_event": gettext_lazy("closed by rule: at the last event"),
    "end_stages": gettext_lazy("closed by rule: at an end stage"),
    "silence": gettext_lazy("closed by rule: after silence"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """What the report page shows; empty while nothing was read."""

    doubts: list[tuple[str, int]] = field(default_factory=list)
    closed: list[tuple[str, int]] = field(default_factory=list)
    stages: list[tuple[str, int, Stage | None]] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    first: datetime | None = None
    last: datetime | None = None
    durations: dict[str, Any] = field(default_factory=dict)
    intervals: bool = False

    @property
    def median_us(self) -> int | None:
        return self._us("median_s")

    @property
    def mean_us(self) -> int | None:
        return self._us("mean_s")

    @property
    def p95_us(self) -> int | None:
        return self._us("p95_s")

    def _us(self, name: str) -> int | None:
        seconds = self.durations.get(name)
        return None if seconds is None else round(seconds * SECOND)


def report(message: Message) -> Report:
    """Return the report of an import as far as it was worked on."""
    told = message.progress.report
    notes = told.get("notes")
    if notes is None:
        return Report(reasons=reasons(message))
    known = {stage.name: stage for stage in message.site.stages.filter(name__in=notes["stages"])}
    closed = [(str(CLOSED_WORDS[by]), n) for by, n in told.get("closed_by", {}).items()]
    if told.get("open"):
        closed.append((_("open"), told["open"]))
    stages = sorted(notes["stages"].items(), key=lambda pair: (-pair[1], pair[0]))
    counts = notes | {"too_long": told.get("too_long", 0)}
    return Report(
        doubts=[(str(words), counts[name]) for name, words in DOUBTS.items() if counts.get(name)],
        closed=closed,
        stages=[(name, count, known.get(name)) for name, count in stages],
        reasons=reasons(message),
        first=_moment(notes.get("first")),
        last=_moment(notes.get("last")),
        durations=told.get("durations", {}),
        intervals=notes["intervals"],
    )


def _moment(us: int | None) -> datetime | None:
    return None if us is None else from_us(us)


def after_import(source: Source) -> dict[str, Any]:
    """Return how the source's journeys are closed, how many are open, and how long they last, and
    how many ended visits last longer than is plausible.

    Durations are seconds of closed journeys without such a visit; percentiles are linear (type
    7), p95 from n = 20.
    """
    live = Journey.objects.filter(source=source, n_spans__gt=0).order_by()
    closed = dict(live.values_list("closed_by").annotate(n=Count("pk")))
    odd = _too_long(source)
    measured = live.filter(closed_at__isnull=False).exclude(pk__in=odd.values("journey"))
    bounds = measured.values_list("opened_at", "closed_at")
    lengths = np.array([(end - start).total_seconds() for start, end in bounds.iterator()])
    return {
        "open": closed.pop("", 0),
        "closed_by": closed,
        "durations": _durations(lengths),
        "too_long": odd.count(),
    }


def _too_long(source: Source) -> QuerySet[Span]:
    """Return the ended visits that last longer than the limit of their stage; few have one."""
    limited = source.site.stages.filter(longest_s__isnull=False).order_by("pk")
    beyond = [
        Q(stage=stage, ended_at__gt=F("started_at") + stage.longest_s * SECOND) for stage in limited
    ]
    if not beyond:
        return Span.objects.none()
    return Span.objects.filter(reduce(or_, beyond), source=source, retracted_at__isnull=True)


def _durations(lengths: np.ndarray) -> dict[str, float | int | None]:
    if not len(lengths):
        return {"n": 0, "median_s": None, "mean_s": None, "p95_s": None}
    return {
        "n": len(lengths),
        "median_s": float(np.median(lengths)),
        "mean_s": float(lengths.mean()),
        "p95_s": float(np.percentile(lengths, 95)) if len(lengths) >= 20 else None,
    }
