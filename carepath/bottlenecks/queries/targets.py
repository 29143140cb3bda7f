"""The declared targets of a source, and where patients are during its stages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from carepath.analysis.milestones import Milestone
from carepath.bottlenecks.queries import flow
from carepath.bottlenecks.queries.logs import Log
from carepath.journeys import queries as journeys
from carepath.journeys.models import Source, Stage, Target


@dataclass(frozen=True, slots=True)
class Declared:
    """A target, who set it last and when ('' and None = an import), and how it is met."""

    target: Target
    by: str
    at: datetime | None
    reason: str
    milestone: Milestone | None


def targets(log: Log) -> list[Declared]:
    """Return the targets of the log's source with what became of them."""
    found = flow.declared_milestones(log)
    met = {(pair.source, pair.target): pair for pair in found}
    return [
        _declared(target, met.get((target.from_stage, target.to_stage)))
        for target in journeys.targets(source=log.source)
    ]


def _declared(target: Target, milestone: Milestone | None) -> Declared:
    last = target.history.select_related("history_user").first()
    if last is None:
        return Declared(target, "", None, "", milestone)
    person = last.history_user
    name = (person.get_full_name() or person.get_username()) if person else ""
    return Declared(target, name, last.history_date, last.history_change_reason or "", milestone)


def stages(log: Log) -> list[Stage]:
    """Return the stages that occur in the log, those to be confirmed first, then by name."""
    found = log.source.site.stages.filter(name__in=log.spans.stages)
    return list(found.order_by("confirmed", "name"))


def dropped(*, pk: int, by: Any) -> Source | None:
    """Return the source whose target of this key was dropped, if this person sees it."""
    last = Target.history.filter(id=pk, history_type="-").first()
    return journeys.sources(by=by).filter(pk=last.source_id).first() if last else None


def target(*, pk: int, by: Any) -> Target | None:
    """Return a target of a source this person sees."""
    found = Target.objects.filter(source__in=journeys.sources(by=by), pk=pk)
    return found.select_related("source__site").first()
