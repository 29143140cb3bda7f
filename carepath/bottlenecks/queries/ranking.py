"""Where the hours go: hand-overs and milestone pairs in order, and the sentences worth reading."""

from dataclasses import dataclass

from carepath.analysis import findings as analysis
from carepath.bottlenecks.queries import flow
from carepath.bottlenecks.queries.logs import Log


@dataclass(frozen=True, slots=True)
class Answer:
    """The first line of the page in numbers; hours are patient-hours.

    `hours` lie between stages (waiting, or time between events in a log of completions), `leading`
    is the largest finding beyond target, else the largest hours.
    """

    journeys: int
    open: int
    hours: float
    away_hours: float
    intervals: bool
    leading: analysis.Finding | None


def ranking(log: Log) -> analysis.Ranking:
    """Return milestone pairs and hand-overs by hours beyond target, then by patient-hours."""
    return log.recall(
        "ranking",
        lambda: analysis.ranking(log.spans, flow.edges(log), flow.declared_milestones(log)),
    )


def findings(log: Log) -> list[analysis.Finding]:
    """Return what the detectors saw: beyond target first, then the largest hours of each phase."""
    return log.recall(
        "findings",
        lambda: analysis.findings(
            log.spans, flow.edges(log), flow.declared_milestones(log), log.now
        ),
    )


def answer(log: Log) -> Answer:
    """Return the numbers of the page's first line."""
    summary = flow.summary(log)
    found = findings(log)
    edges = flow.edges(log)
    return Answer(
        journeys=summary.journeys,
        open=summary.open,
        hours=sum(edge.wait_total_s for edge in edges if not edge.away) / 3600,
        away_hours=ranking(log).away_hours,
        intervals=log.intervals,
        leading=found[0] if found else None,
    )
