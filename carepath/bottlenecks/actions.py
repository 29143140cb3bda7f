"""Declare, change and drop targets between milestones; say what stages are like."""

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Traits:
    """What people say of a stage: where the patient is, and beyond how many seconds a visit is not
    plausible (None = any length is)."""

    phase: str
    longest_s: int | None = None


def set_stages(
    *, site: Site, traits: Mapping[str, Traits], by: Any, at: datetime, reason: str
) -> int:
    """Confirm or change these stages; return how many changed or were confirmed."""
    stages = list(site.stages.filter(name__in=traits).order_by("name"))
    wanted = [stage for stage in stages if not stage.confirmed or _of(stage) != traits[stage.name]]
    if not wanted:
        return 0
    with audit.acting_as(by, at=at, why=reason):
        for stage in wanted:
            _set_stage(stage, traits[stage.name], site, by, at, reason)
    return len(wanted)


def _of(stage: Stage) -> Traits:
    return Traits(stage.phase, stage.longest_s)


def _set_stage(stage: Stage, new: Traits, site: Site, by: Any, at: datetime, reason: str) -> None:
    old, was_confirmed, named = _of(stage), stage.confirmed, {"site": site.slug, "name": stage.name}
    stage.phase, stage.longest_s, stage.confirmed = new.phase, new.longest_s, True
    _signed(stage, by, at, reason).save()
    if old.phase != new.phase or not was_confirmed:
        verb = "stage.phase" if old.phase != new.phase else "stage.phase_confirmed"
        audit.record(verb, stage, before=old.phase, after=new.phase, **named)
    if old.longest_s != new.longest_s:
        audit.record("stage.limit", stage, before=old.longest_s, after=new.longest_s, **named)


def _signed(row: Any, by: Any, at: datetime, reason: str) -> Any:
    """Return the row with who, when and why for its history."""
    row._history_user = None if isinstance(by, str) else by
    row._history_date, row._change_reason = at, reason[:100]
    return row
