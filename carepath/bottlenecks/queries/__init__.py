"""Every read of bottlenecks: one composition of spans and analysis for each question."""

from carepath.bottlenecks.queries.charts import Spread, arrivals, lengths, spread
from carepath.bottlenecks.queries.flow import (
    Variant,
    Variants,
    by_group,
    declared_milestones,
    edge,
    edges,
    groups,
    milestone,
    summary,
    unfolded,
    variants,
)
from carepath.bottlenecks.queries.logs import Log, NotThere, log
from carepath.bottlenecks.queries.maps import Map, process_map
from carepath.bottlenecks.queries.measures import Asked, Measure
from carepath.bottlenecks.queries.proofs import Example, examples, measured, missing
from carepath.bottlenecks.queries.ranking import Answer, Finding, Ranking, answer, findings, ranking
from carepath.bottlenecks.queries.targets import Declared, stages, target, targets
from carepath.bottlenecks.queries.times import Times, times

__all__ = [
    "Answer",
    "Asked",
    "Declared",
    "Example",
    "Finding",
    "Log",
    "Map",
    "Measure",
    "NotThere",
    "Ranking",
    "Spread",
    "Times",
    "Variant",
    "Variants",
    "answer",
    "arrivals",
    "by_group",
    "declared_milestones",
    "edge",
    "edges",
    "examples",
    "findings",
    "groups",
    "lengths",
    "log",
    "measured",
    "milestone",
    "missing",
    "process_map",
    "ranking",
    "spread",
    "stages",
    "summary",
    "target",
    "targets",
    "times",
    "unfolded",
    "variants",
]
