"""Scores as they were made."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from carepath.outcomes.models import Score
from carepath.places.models import Bed, Site

FRESH = timedelta(minutes=15)
"""A score that was last seen longer ago, on the site's clock, is no longer the level now."""


@dataclass(frozen=True, slots=True)
class LevelNow:
    """The level of a site that is shown at a moment: 0 = unknown, also where the last score is not
    fresh."""

    level: int
    score: Score | None
    stale: bool


def level_now(*, site: Site, at: datetime, past: bool = False) -> LevelNow:
    """Return the level of a site as last scored; `past` = as scored by a moment that is not now."""
    score = scores(site=site).filter(since_at__lte=at).first() if past else latest_score(site)
    stale = score is None or at - score.seen_at > FRESH
    return LevelNow(0 if stale or score is None else score.shown, score, stale)


def scored_sites() -> list[Site]:
    """Return the sites that have a level: those with beds."""
    with_beds = Bed.objects.order_by().values_list("unit__site", flat=True).distinct()
    return list(Site.objects.filter(pk__in=with_beds).order_by("pk"))


def latest_score(site: Site) -> Score | None:
    """Return the last score of a site."""
    return scores(site=site).first()


def scores(*, site: Site) -> QuerySet[Score]:
    """Return the scores of a site, newest first."""
    return Score.objects.filter(site=site).order_by("-since_at", "-id")
