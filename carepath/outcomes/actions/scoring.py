"""Score each site every minute: its level, and the alerts that follow from the same numbers."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from carepath.audit import actions as audit
from carepath.outcomes import queries
from carepath.outcomes.actions import alerts
from carepath.outcomes.models import Look, Score
from carepath.outcomes.queries import Now, Standard
from carepath.places.models import Site

EACH = timedelta(minutes=1)
"""How often a site is scored, on its own clock."""
LEAST = timedelta(seconds=5)
"""Between two scores in real time, where a clock runs fast."""
KEPT = timedelta(days=400)
"""How long scores are kept, on the clock of the site."""


def score_sites(*, by: Any, at: datetime) -> int:
    """Score the sites whose last score is a minute old; return how many were."""
    return sum(_scored(site, by=by, at=at) for site in queries.scored_sites())


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
    return True


def _keep(site: Site, standard: Standard, found: Now, here: datetime) -> None:
    """Keep a score: as a new row if the level or points changed, else as the last row's look."""
    parts = [[one.key, one.value, one.band, one.points] for one in found.score.parts]
    said = {"seen_at": here, "data_at": found.data_at, "parts": parts}
    last = queries.latest_score(site)
    if last is not None and last.rules == standard.name and _same(last, parts):
        Score.objects.filter(pk=last.pk, seen_at__lte=here).update(**said)
        return
    if last is not None and last.since_at > here:
        return  # the clock was turned back: nothing is scored twice
    score = found.score
    row = Score.objects.create(
        site=site, rules=standard.name, since_at=here, level=score.level, least=score.least,
        total=score.total, **said,
    )  # fmt: skip
    if last is None or last.level != row.level:
        was = 0 if last is None else last.level
        audit.record("escalation.level", row, site=site.slug, level=row.level, was=was)
    Score.objects.filter(site=site, seen_at__lt=here - KEPT).delete()


def _same(last: Score, parts: list[list[Any]]) -> bool:
    return [(one[0], one[3]) for one in last.parts] == [(one[0], one[3]) for one in parts]
