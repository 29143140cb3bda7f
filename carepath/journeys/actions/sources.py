"""Declare where events come from and how to read them."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from carepath.audit import actions as audit
from carepath.frames.mapping import Mapping
from carepath.journeys.actions.dictionaries import stage_ids
from carepath.journeys.models import Source, Stage, Target
from carepath.places.models import Site

DECLARED = "declared by its mapping"


class SourceElsewhere(ValueError):
    """The source's name is taken at another site."""


def declare_source(
    *,
    name: str,
    site: Site,
    mapping: Mapping,
    intervals: bool,
    by: Any,
    at: datetime,
    stages: Iterable[str] = (),
) -> Source:
    """Return the source of this name, made or brought in line with the mapping.

    SourceElsewhere if another site has it. Phases a person confirmed, and limits of stages, are
    changed only by a mapping that names them; `stages` are those seen in the log, whose phases are
    proposed by name. Targets of the mapping are added to, never taken from, those declared.
    """
    with _door(name, mapping, by, at):
        source = Source.objects.filter(name=name).first() or Source(name=name, site=site)
        if source.site_id != site.pk:
            raise SourceElsewhere(f"The source {name!r} belongs to another site.")
        is_new = source.pk is None
        source.timezone = mapping.timezone
        source.intervals = intervals or (not is_new and source.intervals)
        source.closing_rule = mapping.closing_rule
        source.end_stages = list(mapping.end_stages)
        source.silence_days = mapping.silence_days
        source.save()
        _set_phases(site, dict(mapping.phases))
        _set_limits(site, dict(mapping.longest_s))
        stage_ids(site, stages)
        _set_targets(source, mapping)
        if is_new:
            audit.record("source.declared", source, site=site.slug, name=name)
    return source


def _door(name: str, mapping: Mapping, by: Any, at: datetime) -> AbstractContextManager[audit.Act]:
    """Return the door this declaration needs: targets are governed, the rest comes with the data.

    Asked before any row is locked, as the chain is waited for first.
    """
    found = Target.objects.filter(source__name=name)
    declared = set(found.values_list("from_stage", "to_stage", "within_s"))
    if {(t.source, t.target, t.within_s) for t in mapping.targets} <= declared:
        return audit.recording_as(by, at=at)
    return audit.acting_as(by, at=at, why=DECLARED)


def _set_phases(site: Site, phases: dict[str, str]) -> None:
    known = {stage.name: stage for stage in site.stages.filter(name__in=phases)}
    for name, phase in phases.items():
        stage = known.get(name) or Stage(site=site, name=name)
        if stage.pk is None or stage.phase != phase or not stage.confirmed:
            before, stage.phase, stage.confirmed = stage.phase, phase, True
            is_new = stage.pk is None
            stage.save()
            if not is_new and before != phase:
                audit.record("stage.phase", stage, site=site.slug, before=before, after=phase)


def _set_limits(site: Site, limits: dict[str, int]) -> None:
    ids = stage_ids(site, limits)
    for stage in site.stages.filter(pk__in=[ids[name] for name in limits]):
        before, stage.longest_s = stage.longest_s, limits[stage.name]
        if before != stage.longest_s:
            stage.save()
            detail = {"name": stage.name, "before": before, "after": stage.longest_s}
            audit.record("stage.limit", stage, site=site.slug, **detail)


def _set_targets(source: Source, mapping: Mapping) -> None:
    for wanted in mapping.targets:
        pair = {"from_stage": wanted.source, "to_stage": wanted.target}
        target = source.targets.filter(**pair).first() or Target(source=source, **pair)
        if target.within_s != wanted.within_s:
            before, target.within_s = target.within_s, wanted.within_s
            target.save()
            audit.record("target.set", target, site=source.site.slug, before=before, **pair)
