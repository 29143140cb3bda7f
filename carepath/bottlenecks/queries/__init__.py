"""Every read of bottlenecks: one composition of spans and analysis for each question."""

from carepath.bottlenecks.queries.charts import Spread, arrivals, lengths, spread
from carepath.bottlenecks.queries.flow import (
    Variant,
    Variants,
    by_group,
    declared_milestones,
    edge,
    edges,
    milestone,
    summary,
    unfolded,
    variants,
)
from carepath.bottlenecks.queries.logs import Log, NotThere, log
from carepath.bottlenecks.queries.maps import Map, process_map
from carepath.bottlenecks.queries.ranking import Answer, answer, findings, ranking

__all__ = [
    "Answer",
    "Log",
    "Map",
    "NotThere",
    "Spread",
    "Variant",
    "Variants",
    "answer",
    "arrivals",
    "by_group",
    "declared_milestones",
    "edge",
    "edges",
    "findings",
    "lengths",
    "log",
    "milestone",
    "process_map",
    "ranking",
    "spread",
    "summary",
    "unfolded",
    "variants",
]
