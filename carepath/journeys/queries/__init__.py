"""Every read of journeys."""

from carepath.journeys.queries.sources import default_source, sources, targets, visible
from carepath.journeys.queries.store import spans, spans_of, version, visible_sites
from carepath.journeys.queries.traces import Trace, by_trace_id, current_spans, otlp_of, trace

__all__ = [
    "Trace",
    "by_trace_id",
    "current_spans",
    "default_source",
    "otlp_of",
    "sources",
    "spans",
    "spans_of",
    "targets",
    "trace",
    "version",
    "visible",
    "visible_sites",
]
