"""Declare, change and drop targets between milestones; say where patients are during a stage."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from carepath.audit import actions as audit
from carepath.journeys.models import Source, Stage, Target
from carepath.places.models import Site


def set_target(
    *,
    source: Source,
    from_stage: str,
    to_stage: str,
    within_s: int,
    by: Any,
    at: datetime,
    reason: str,
) -> Target:
    """Return the target of a pair of stages, declared or changed; the same again is no change."""
    pair = {"from_stage": from_stage, "to_stage": to_stage}
    target = source.targets.filter(**pair).first() or Target(source=source, **pair)
    if target.within_s == within_s:
        return target
    with audit.acting_as(by, at=at, why=reason):
        before, target.within_s = target.within_s, within_s
        _signed(target, by, at, reason).save()
        detail = pair | {"before": before, "after": within_s}
        audit.record("target.set", target, site=source.site.slug, **detail)
    return target


def drop_target(*, target: Target, by: Any, at: datetime, reason: str) -> None:
    """Drop a target; its history stays."""
    with audit.acting_as(by, at=at, why=reason):
        audit.record(
            "target.dropped",
            target,
            site=target.source.site.slug,
            from_stage=target.from_stage,
            to_stage=target.to_stage,
            before=target.within_s,
        )
        _signed(target, by, at, reason).delete()


def set_phases(*, site: Site, phases: Mapping[str, str], by: Any, at: datetime, reason: str) -> int:
    """Confirm or change the phase of these stages; return how many changed or were confirmed."""
    stages = list(site.stages.filter(name__in=phases).order_by("name"))
    wanted = [stage for stage in stages if not stage.confirmed or stage.phase != phases[stage.name]]
    if not wanted:
        return 0
    with audit.acting_as(by, at=at, why=reason):
        for stage in wanted:
            _set_phase(stage, phases[stage.name], site, by, at, reason)
    return len(wanted)


def _set_phase(stage: Stage, phase: str, site: Site, by: Any, at: datetime, reason: str) -> None:
    before, stage.phase, stage.confirmed = stage.phase, phase, True
    _signed(stage, by, at, reason).save()
    verb = "stage.phase" if before != phase else "stage.phase_confirmed"
    audit.record(verb, stage, site=site.slug, name=stage.name, before=before, after=phase)


def _signed(row: Any, by: Any, at: datetime, reason: str) -> Any:
    """Return the row with who, when and why for its history."""
    row._history_user = None if isinstance(by, str) else by
    row._history_date, row._change_reason = at, reason[:100]
    return row
