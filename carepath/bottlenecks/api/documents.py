"""The same documents for the API and for the command line."""

from typing import Any

from carepath.bottlenecks import queries
from carepath.bottlenecks.api import outputs


def summary(log: queries.Log) -> dict[str, Any]:
    """Return how much there is and how long closed journeys took."""
    found = queries.summary(log)
    figures = {"n": found.length.n, "median": found.length.median}
    figures |= {"mean": found.length.mean, "p95": found.length.p95}
    return outputs.SummaryOutput(
        {
            "source": log.source.name,
            "journeys": found.journeys,
            "open": found.open,
            "spans": found.spans,
            "stages": found.stages,
            "variants": found.variants,
            "duration_s": figures,
        },
        context={"log": log},
    ).data


def edges(log: queries.Log) -> list[dict[str, Any]]:
    """Return every hand-over, most frequent first."""
    return outputs.EdgeOutput(queries.edges(log), many=True, context={"log": log}).data


def variants(log: queries.Log, *, folded: bool, start: int, stop: int) -> tuple[list[dict], int]:
    """Return some of the variants, most frequent first, and how many there are."""
    found = queries.variants(log, folded=folded, start=start, stop=stop)
    return outputs.VariantOutput(found.rows, many=True, context={"log": log}).data, found.total


def milestone(
    log: queries.Log, *, source: str, target: str, within_s: int | None, group: str
) -> dict[str, Any]:
    """Return what became of the way between two stages, with groups if one asks for them."""
    found = queries.milestone(log, source=source, target=target, within_s=within_s)
    answer = outputs.MilestoneOutput(found, context={"log": log}).data
    if group:
        groups = queries.by_group(log, found, group)
        answer["groups"] = [
            {"key": each.key} | outputs.MeasureOutput(each.milestone).data for each in groups
        ]
    return answer


def declared(log: queries.Log) -> list[dict[str, Any]]:
    """Return the same for every declared target."""
    found = queries.declared_milestones(log)
    return outputs.MilestoneOutput(found, many=True, context={"log": log}).data
