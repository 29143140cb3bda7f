"""Score each site every minute: its level, and the alerts that follow from the same numbers."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from carepath.analysis import held_level
from carepath.analysis.held_level import Held
from carepath.audit import actions as audit
from carepath.frames.moments import from_us, to_us
from carepath.outcomes import queries
from carepath.outcomes.actions import alerts, levels
from carepath.outcomes.models import Look, Score
from carepath.outcomes.queries import Now, Standard
from carepath.places.models import Site

log = logging.getLogger(__name__)

EACH = timedelta(minutes=1)
"""How often a site is scored, on its own clock."""
LEAST = timedelta(seconds=5)
"""Between two scores in real time, where a clock runs fast."""
KEPT = timedelta(days=400)
"""How long scores are kept, on the clock of the site."""


def score_sites(*, by: Any, at: datetime) -> int:
    """Score the sites whose last score is a minute old; return how many were.

    A site that cannot be scored is logged and never stops another.
    """
    return sum(_tried(site, by=by, at=at) for site in queries.scored_sites())


def _tried(site: Site, *, by: Any, at: datetime) -> bool:
    try:
        return _scored(site, by=by, at=at)
    except Exception:
        log.exception("The site %s could not be scored", site.slug)
        return False


def _scored(site: Site, *, by: Any, at: datetime) -> bool:
    here = site.time(at)
    look = Look.objects.get_or_create(site=site)[0]
    due = Q(looked_at=None) | Q(looked_at__lte=at - LEAST, seen_at__lte=here - EACH)
    if not Look.objects.filter(due, pk=look.pk).exists():
        return False
    standard = queries.standard(site)
    found = queries.now(site=site, rules=standard.rules, at=here)
    with audit.recording_as(by, at=at):
        if not Look.objects.filter(due, pk=look.pk).update(looked_at=at, seen_at=here):
            return False  # another process was first
        _keep(site, standard, found, here)
        alerts.watch(site=site, standard=standard, found=found, at=at)
    levels.tell_levels(site=site, by=by, at=at)
    levels.look_back(site=site, by=by, at=at)
    return True


def _keep(site: Site, standard: Standard, found: Now, here: datetime) -> None:
    """Keep a score: a new row if the level shown or points changed, else the last row's look."""
    parts = [[one.key, one.value, one.band, one.points] for one in found.score.parts]
    last = queries.latest_score(site)
    said = {"seen_at": here, "data_at": found.data_at, "parts": parts}
    said |= _shown(last, found.score.level, here)
    if last is not None and _same(last, standard, parts, said["shown"]):
        Score.objects.filter(pk=last.pk, seen_at__lte=here).update(**said)
        return
    if last is not None and last.since_at > here:
        return  # the clock was turned back: nothing is scored twice
    score = found.score
    row = Score.objects.create(
        site=site, rules=standard.name, since_at=here, level=score.level, least=score.least,
        total=score.total, **said,
    )  # fmt: skip
    if last is None or last.shown != row.shown:
        was = 0 if last is None else last.shown
        audit.record("escalation.level", row, site=site.slug, level=row.shown, was=was)
    Score.objects.filter(site=site, seen_at__lt=here - KEPT).delete()


def _shown(last: Score | None, level: int, here: datetime) -> dict[str, Any]:
    """Return which level is shown after this look, and where it turns."""
    before, looked = Held(), None
    if last is not None and last.seen_at <= here:
        since = None if last.turning_at is None else to_us(last.turning_at)
        before, looked = Held(last.shown, last.toward, since), to_us(last.seen_at)
    held = held_level.after(before, level, looked=looked, now=to_us(here))
    turning = None if held.since is None else from_us(held.since)
    return {"shown": held.shown, "toward": held.toward, "turning_at": turning}


def _same(last: Score, standard: Standard, parts: list[list[Any]], shown: int) -> bool:
    if (last.rules, last.shown) != (standard.name, shown):
        return False
    return [(one[0], one[3]) for one in last.parts] == [(one[0], one[3]) for one in parts]
