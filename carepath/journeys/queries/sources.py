"""Read sources, and which journeys a person may see."""

from typing import Any

from django.db.models import QuerySet

from carepath.journeys.models import Journey, Source, Stage, Target
from carepath.journeys.queries.store import visible_sites
from carepath.places.models import Unit


def sources(*, by: Any) -> QuerySet[Source]:
    """Return the sources of the sites this person sees, by name."""
    return Source.objects.filter(site__in=visible_sites(by=by)).select_related("site")


def default_source(*, by: Any) -> Source | None:
    """Return the source a page shows first: real before synthetic, the newest declared first."""
    return sources(by=by).order_by("site__synthetic", "-pk").first()


def visible(*, by: Any) -> QuerySet[Journey]:
    """Return the journeys this person may see, newest first."""
    whole = Journey.objects.filter(joined_to=None, n_spans__gt=0)
    return whole.filter(site__in=visible_sites(by=by))


def targets(*, source: Source) -> list[Target]:
    """Return the targets between milestones of a source."""
    return list(source.targets.all())


def units(*, source: Source) -> dict[str, str]:
    """Return code -> name of the units at the site of a source, by name."""
    found = Unit.objects.filter(site=source.site_id).order_by("name", "code")
    return {unit.code: str(unit) for unit in found}


def unit_name(*, source: str, code: str) -> str:
    """Return the name of a unit at the site of a source, its code where there is none."""
    return str(Unit.objects.filter(site__sources__name=source, code=code).first() or code)


def stage_names(*, source: Source) -> list[str]:
    """Return the names of the stages at the site of a source."""
    found = Stage.objects.filter(site=source.site_id).order_by("name")
    return list(found.values_list("name", flat=True))
