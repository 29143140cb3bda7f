"""Every read of bottlenecks: one composition of spans and analysis for each question."""

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
from carepath.bottlenecks.queries.ranking import Answer, answer, findings, ranking

__all__ = [
    "Answer",
    "Log",
    "NotThere",
    "Variant",
    "Variants",
    "answer",
    "by_group",
    "declared_milestones",
    "edge",
    "edges",
    "findings",
    "log",
    "milestone",
    "ranking",
    "summary",
    "unfolded",
    "variants",
]
