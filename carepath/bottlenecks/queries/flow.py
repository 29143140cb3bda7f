"""How journeys flow: how many, from where to where, along which ways, and how long it takes."""

from dataclasses import dataclass

import numpy as np
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from carepath.analysis import civil, companions, milestones
from carepath.analysis import flow as analysis
from carepath.analysis import variants as ways
from carepath.bottlenecks.queries.logs import Log, NotThere
from carepath.bottlenecks.queries.memory import LARGE, MIDDLE
from carepath.frames.moments import SECOND
from carepath.journeys.models import Journey


@dataclass(frozen=True, slots=True)
class Variant:
    """One way through: its name, its steps (each the stages of one instant), who follows it."""

    key: str
    steps: tuple[tuple[str, ...], ...]
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Variants:
    """Some of the ways through, most frequent first; `total` and `once` count all of them."""

    rows: tuple[Variant, ...]
    total: int
    once: int
    journeys: int


def summary(log: Log) -> analysis.Summary:
    """Return how much there is and how long closed journeys took."""
    return log.recall("summary", lambda: analysis.summary(log.spans, log.now))


def edges(log: Log) -> list[analysis.Edge]:
    """Return every hand-over with count and times, most frequent first."""
    return log.recall("edges", lambda: analysis.edges(log.spans, log.now))


def edge(log: Log, source: str, target: str) -> analysis.Edge | None:
    """Return one hand-over, or None where it never happens."""
    pairs = (found for found in edges(log) if (found.source, found.target) == (source, target))
    return next(pairs, None)


def variants(log: Log, *, folded: bool = False, start: int = 0, stop: int = 50) -> Variants:
    """Return the ways from number `start` up to `stop`, raw or folded."""
    found = ways_of(log, folded)
    total = int(found.counts.sum())
    rows = tuple(
        Variant(found.key(number), found.steps(number), int(found.counts[number]), share)
        for number in range(start, min(stop, len(found)))
        for share in [int(found.counts[number]) / total]
    )
    return Variants(rows, len(found), int((found.counts == 1).sum()), total)


def unfolded(log: Log, key: str, *, most: int = 20) -> Variants:
    """Return the raw ways that the folded way of this key stands for, most frequent first.

    NotThere for a key that no folded way has.
    """
    whole = ways_of(log, True)
    number = whole.find(key)
    if number is None:
        raise NotThere("variant", _("There is no such variant in this period."))
    raw = ways_of(log, False)
    numbers, counts = np.unique(raw.of_journey[whole.journeys(number)], return_counts=True)
    order = np.lexsort((numbers, -counts))
    total = int(counts.sum())
    rows = tuple(
        Variant(raw.key(numbers[at]), raw.steps(numbers[at]), int(counts[at]), counts[at] / total)
        for at in order[:most]
    )
    return Variants(rows, len(numbers), int((counts == 1).sum()), total)


def ways_of(log: Log, folded: bool) -> ways.Variants:
    """Return all ways, and which of them each journey takes."""
    return log.recall(("ways", folded), lambda: _ways(log, folded), memory=LARGE)


def _ways(log: Log, folded: bool) -> ways.Variants:
    if not folded:
        return ways.variants(log.spans, now=log.now)
    names = {stage: " + ".join(group) for group in groups(log) for stage in group}
    return ways.folded(log.spans, names, now=log.now)


def groups(log: Log) -> list[tuple[str, ...]]:
    """Return the stages mostly done at the same instant, which folding takes as one."""
    return log.recall("groups", lambda: companions.companions(log.spans, log.now))


def milestone(
    log: Log, *, source: str, target: str, within_s: int | None = None
) -> milestones.Milestone:
    """Return the way between two stages; the declared target time counts where none is given.

    NotThere for a stage that the log does not have.
    """
    log.check_stage(source, "from")
    log.check_stage(target, "to")
    declared = log.target(source, target)
    if within_s is None and declared is not None:
        within_s = declared.within_s
    return _between(log, source, target, within_s)


def declared_milestones(log: Log) -> list[milestones.Milestone]:
    """Return the way of every declared pair whose stages both occur."""
    known = set(log.spans.stages)
    return [
        _between(log, target.source, target.target, target.within_s)
        for target in log.targets
        if {target.source, target.target} <= known
    ]


def by_group(log: Log, found: milestones.Milestone, group: str) -> list[milestones.Group]:
    """Return the milestone by civil time of its source, or by an attribute of the case.

    `group` is one of civil.PERIODS or an attribute's name; NotThere where no journey has it.
    """
    if group in civil.PERIODS:
        return milestones.by_period(found, group, log.zone)
    return milestones.by_label(found, _labels(log, group))


def _labels(log: Log, attribute: str) -> NDArray:
    """Return the attribute's text for each journey of the log, "" where it has none."""
    value = KeyTextTransform(attribute, "attributes")
    rows = Journey.objects.filter(source=log.source, attributes__has_key=attribute)
    texts = {pk: text or "" for pk, text in rows.annotate(text=value).values_list("pk", "text")}
    labels = [texts.get(pk, "") for pk in log.spans.journey_id.tolist()]
    if not any(labels):
        names = ", ".join(civil.PERIODS)
        sentence = _("No journey has an attribute “%(name)s”; periods are %(periods)s.")
        raise NotThere("by", sentence % {"name": attribute, "periods": names})
    return np.array(labels)


def _between(log: Log, source: str, target: str, within_s: int | None) -> milestones.Milestone:
    within_us = None if within_s is None else within_s * SECOND
    return log.recall(
        ("milestone", source, target, within_s),
        lambda: milestones.between(log.spans, source, target, log.now, within_us),
        memory=MIDDLE,
    )
