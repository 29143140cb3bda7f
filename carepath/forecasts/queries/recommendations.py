"""What was recommended for a site, and how many beds could still be opened."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet, Sum

from carepath.forecasts import policies
from carepath.forecasts.models import Recommendation, Vintage
from carepath.places.models import Bed, OpenBeds, Site


def recommendations(*, site: Site) -> QuerySet[Recommendation]:
    """Return the recommendations of a site with what came of them, newest first."""
    found = Recommendation.objects.filter(site=site)
    return found.select_related("unit", "giver", "site", "outcome").order_by("-pk")


def undecided(*, site: Site, at: datetime, past: bool = False) -> list[Recommendation]:
    """Return what waits for a decision, or waited at a moment that is not now (`past`), the most
    likely shortage first."""
    waits = Q(state=Recommendation.State.WAITING)
    if past:
        waits = Q(decided_at=None) | Q(decided_at__gt=at)
    found = recommendations(site=site).filter(waits, made_at__lte=at)
    return sorted(found, key=lambda one: (-one.before, one.pk))


def decided(*, site: Site, most: int = 5) -> list[Recommendation]:
    """Return the last that were decided, deferred or lapsed."""
    waits = Recommendation.State.WAITING
    return list(
        recommendations(site=site).exclude(state=waits).order_by("-decided_at", "-pk")[:most]
    )


def to_obey(*, site: Site) -> QuerySet[Recommendation]:
    """Return what was accepted in hours that go on and is not done yet, the oldest first.

    What changes beds only of units whose beds are entered: a scanner's unit has none.
    """
    rows = Recommendation.objects.filter(site=site, state=Recommendation.State.ACCEPTED)
    rows = rows.filter(done_at=None, until_at__isnull=False)
    rows = rows.filter(~Q(about="") | Q(unit__beds__isnull=False))
    return rows.select_related("unit__site", "giver__site", "site").order_by("decided_at", "pk")


def in_hand(*, site: Site, since: datetime) -> list[Recommendation]:
    """Return what was accepted, is done since a moment and changes no number that people enter, the
    oldest first: whoever drives an invented hospital carries it out."""
    rows = Recommendation.objects.filter(site=site, state=Recommendation.State.ACCEPTED)
    rows = rows.exclude(about="").filter(done_at__gte=since)
    return list(rows.select_related("unit").order_by("done_at", "pk"))


def last_recommendations(*, site: Site, about: str = "") -> dict[int, Recommendation]:
    """Return the newest recommendation of each unit of a site about its beds, or something else of
    it, by unit."""
    newest = Recommendation.objects.filter(site=site, about=about).order_by().values("unit")
    keys = newest.annotate(last=Max("pk")).values_list("last", flat=True)
    found = recommendations(site=site).filter(pk__in=list(keys))
    return {row.unit_id: row for row in found}


def last_of_resources(*, site: Site) -> dict[tuple[int, str], Recommendation]:
    """Return the newest recommendation to have each resource open longer, by unit and resource."""
    hours = Recommendation.objects.filter(site=site, kind=Recommendation.Kind.HOURS)
    newest = hours.order_by().values("unit", "about").annotate(last=Max("pk"))
    found = recommendations(site=site).filter(pk__in=list(newest.values_list("last", flat=True)))
    return {(row.unit_id, row.about): row for row in found}


def last_given(*, site: Site) -> dict[int, Recommendation]:
    """Return the newest recommendation, decided for or still to be, that moves staff away from each
    unit, by unit."""
    State = Recommendation.State
    rows = Recommendation.objects.filter(
        site=site, giver__isnull=False, state__in=[State.WAITING, State.DEFERRED, State.ACCEPTED]
    )
    newest = rows.order_by().values("giver").annotate(last=Max("pk"))
    found = recommendations(site=site).filter(pk__in=list(newest.values_list("last", flat=True)))
    return {row.giver_id: row for row in found}


def spare_beds(*, site: Site) -> dict[int, int]:
    """Return how many beds of each unit are there and not open; entered numbers count first."""
    beds = Bed.objects.filter(unit__site=site).order_by().values_list("unit")
    known = dict(beds.annotate(n=Count("pk")))
    found = dict.fromkeys(known, 0)
    rows = OpenBeds.objects.filter(unit__site=site)
    for unit, is_open, physical in rows.values_list("unit", "open_beds", "physical"):
        found[unit] = max(physical - is_open, 0)
    return found


def opened_beds(*, site: Site) -> dict[int, int]:
    """Return how many beds of each unit were opened on advice and not closed on advice since;
    what was accepted and, as was seen, not carried out does not count."""
    kind = Recommendation.Kind
    rows = Recommendation.objects.filter(site=site, state=Recommendation.State.ACCEPTED)
    rows = rows.filter(about="").exclude(outcome__carried_out=False)
    closed = Q(kind=kind.CLOSE)
    found = (
        rows.order_by()
        .values_list("unit")
        .annotate(
            more=Sum("beds", filter=~closed, default=0), fewer=Sum("beds", filter=closed, default=0)
        )
    )
    return {unit: max(more - fewer, 0) for unit, more, fewer in found}


def told_before(rows: Collection[Vintage]) -> dict[int, Vintage]:
    """Return the forecast before each, by its key; what is older than a forecast may be is none."""
    keys = {row.pk: (row.facts.get("earlier") or [0])[0] for row in rows}
    found = Vintage.objects.in_bulk([key for key in keys.values() if key])
    oldest = {row.pk: row.slot_at - policies.STALE_SLOT for row in rows}
    return {
        pk: found[key] for pk, key in keys.items()
        if key in found and found[key].slot_at >= oldest[pk]
    }  # fmt: skip
