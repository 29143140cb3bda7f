"""Every read of journeys."""

from carepath.journeys.queries.sources import default_source, sources, targets, visible
from carepath.journeys.queries.store import spans, spans_of, version, visible_sites

__all__ = [
    "default_source",
    "sources",
    "spans",
    "spans_of",
    "targets",
    "version",
    "visible",
    "visible_sites",
]
