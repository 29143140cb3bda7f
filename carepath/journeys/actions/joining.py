"""Let journeys be part of another, as one visit told by several sources; or stand alone again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from carepath.audit import actions as audit
from carepath.journeys.actions import traces
from carepath.journeys.models import Journey


def join(*, parts: Mapping[int, int | None], by: Any, at: datetime) -> int:
    """Make each of these journeys (ids) part of another, None = of none; return how many changed.

    Spans stay where they are, so that an import is undone as ever; they are read with the whole.
    """
    held = dict(Journey.objects.filter(pk__in=parts).values_list("pk", "joined_to"))
    moved = {pk: parts[pk] for pk in sorted(held) if held[pk] != parts[pk]}
    if not moved:
        return 0
    with audit.recording_as(by, at=at):
        first = Journey.objects.select_related("source").get(pk=min(moved))
        change = traces.next_change(first.source, at=at)
        for pk, whole in moved.items():
            Journey.objects.filter(pk=pk).update(joined_to=whole)
        ends = {pk for one in moved for pk in (one, held[one], moved[one]) if pk is not None}
        traces.changed(ends, change=change, at=at)
    return len(moved)
