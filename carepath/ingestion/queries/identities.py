"""What feeds say of identities, for people: newest first, and what was taken back."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from carepath.accounts.permissions import Permission
from carepath.capacity.models import Claim
from carepath.ingestion.models import Link, Parting
from carepath.journeys.models import Journey, Source

MOST_IN_TWO_BEDS = 50
"""Patients in two beds that are listed at most; of more it says so."""


@dataclass(frozen=True, slots=True)
class InTwoBeds:
    """A patient whom open stays put into several beds at once: one of them is wrong."""

    claims: tuple[Claim, ...]


def links(*, source: Source) -> QuerySet[Link]:
    """Return what a feed says of identities, newest first."""
    return Link.objects.filter(source=source).order_by("-id")


def one_link(pk: int, *, by: Any) -> QuerySet[Link]:
    """Return what one message says of identities, if this person may manage its feed."""
    found = Link.objects.filter(pk=pk).select_related("source__site")
    sites = by.sites_where(Permission.MANAGE_FEEDS)
    return found if sites is None else found.filter(source__site__slug__in=sites)


def parted(link: Link) -> Parting | None:
    """Return that a person took it back, None if it counts."""
    return Parting.objects.filter(source=link.source_id, digest=link.digest).first()


def partings(some: list[Link]) -> dict[str, Parting]:
    """Return digest -> what a person took back, of these."""
    digests = [link.digest for link in some]
    sources = {link.source_id for link in some}
    rows = Parting.objects.filter(source__in=sources, digest__in=digests)
    return {row.digest: row for row in rows}


def in_two_beds(*, source: Source) -> list[InTwoBeds]:
    """Return patients of a feed who are in several beds at once by what is told.

    One more than MOST_IN_TWO_BEDS at most. They may be one visit under two numbers, or two visits
    of one patient.
    """
    rows = Claim.objects.filter(journey__source=source, until=None).order_by("pk")
    by_patient: dict[int, list[tuple[int, int]]] = {}
    for pk, bed, patient, journey in rows.values_list(
        "pk", "bed", "journey__patient", "journey"
    ).iterator():
        by_patient.setdefault(patient or -journey, []).append((pk, bed))
    several = [some for some in by_patient.values() if len({bed for _pk, bed in some}) > 1]
    wanted = {pk: n for n, some in enumerate(several[: MOST_IN_TWO_BEDS + 1]) for pk, _bed in some}
    found: dict[int, list[Claim]] = {}
    claims = Claim.objects.filter(pk__in=wanted).select_related("bed__unit", "journey")
    for claim in claims.order_by("since", "pk"):
        found.setdefault(wanted[claim.pk], []).append(claim)
    return [InTwoBeds(tuple(found[n])) for n in sorted(found)]


def journeys_of(links: list[Link], *, source: Source) -> dict[str, Journey]:
    """Return number of a visit -> its journey, of those these facts name and that hold any span."""
    numbers = {link.one for link in links if link.kind == "visit"}
    numbers |= {link.other for link in links if link.other_kind == "visit"}
    rows = Journey.objects.filter(source=source, case_ref__in=numbers, n_spans__gt=0)
    return {journey.case_ref: journey for journey in rows}
