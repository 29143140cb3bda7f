"""Every read of bottlenecks: one composition of spans and analysis for each question."""

from carepath.bottlenecks.queries.charts import Spread, arrivals, lengths, spread
from carepath.bottlenecks.queries.findings import (
    Answer,
    Finding,
    Findings,
    answer,
    are_quick,
    findings,
)
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
from carepath.bottlenecks.queries.ranking import Ranking, ranking
from carepath.bottlenecks.queries.targets import Declared, dropped, stages, target, targets
from carepath.bottlenecks.queries.times import Times, times
from carepath.bottlenecks.queries.troubles import chosen, cohort, listed
from carepath.bottlenecks.queries.weeks import Trend, trend

__all__ = [
    "Answer",
    "Asked",
    "Declared",
    "Example",
    "Finding",
    "Findings",
    "Log",
    "Map",
    "Measure",
    "NotThere",
    "Ranking",
    "Spread",
    "Times",
    "Trend",
    "Variant",
    "Variants",
    "answer",
    "are_quick",
    "arrivals",
    "chosen",
    "cohort",
    "by_group",
    "declared_milestones",
    "dropped",
    "edge",
    "edges",
    "examples",
    "findings",
    "groups",
    "lengths",
    "listed",
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
    "trend",
    "unfolded",
    "variants",
]
