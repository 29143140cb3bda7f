"""Link a journey to the one it follows, where its events say so."""

import json

import polars as pl

from carepath.frames.columns import READMISSION_OF
from carepath.journeys.actions import traces
from carepath.journeys.models import JourneyLink, Source

READMISSION = JourneyLink.Kind.READMISSION


def link(events: pl.DataFrame, ids: dict[str, int], source: Source) -> int:
    """Make the links that are not there yet between these cases and those they follow.

    Return how many. A case of which nothing is known yet is linked when the next event that says
    so comes.
    """
    told = _told(events)
    if not told:
        return 0
    earlier, _emptied = traces.known(source, sorted(set(told.values())))
    wanted = {(earlier[old], ids[new]) for new, old in told.items() if old in earlier}
    there = JourneyLink.objects.filter(
        kind=READMISSION, later__in=[later for _earlier, later in wanted]
    )
    missing = sorted(wanted - set(there.values_list("earlier", "later")))
    JourneyLink.objects.bulk_create(
        JourneyLink(earlier_id=old, later_id=new, kind=READMISSION) for old, new in missing
    )
    return len(missing)


def _told(events: pl.DataFrame) -> dict[str, str]:
    """Return case -> case that it follows; a case follows no two, and not itself."""
    says = pl.col("case_attributes").str.contains(f'"{READMISSION_OF}"', literal=True)
    rows = events.filter(says).select("case", "case_attributes").unique(maintain_order=True)
    told = {case: json.loads(text).get(READMISSION_OF) for case, text in rows.iter_rows()}
    return {case: old for case, old in told.items() if isinstance(old, str) and old != case}
