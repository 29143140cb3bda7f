"""Scores as they were made."""

from django.db.models import QuerySet

from carepath.outcomes.models import Score
from carepath.places.models import Bed, Site


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
