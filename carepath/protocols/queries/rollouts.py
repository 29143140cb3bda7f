"""Where and when versions are in force, and which journeys follow them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carepath.accounts.permissions import Permission
from carepath.figures import marks
from carepath.figures.marks import Marker
from carepath.journeys.models import Journey, Stage
from carepath.places.models import Site
from carepath.protocols.models import Activation, Assignment, Protocol, Version

SHOWN = 100
"""Activations listed at most."""


def activations(protocol: Protocol) -> list[Activation]:
    """Return where and when versions of a protocol were in force, latest first."""
    found = protocol.activations.select_related("version", "site", "activated_by")
    return list(found.order_by("-starts_at", "-pk")[:SHOWN])


def activation(*, pk: int, by: Any) -> Activation | None:
    """Return an activation at a site this person sees."""
    found = Activation.objects.select_related("protocol__site", "version", "site")
    seen = by.sites_where(Permission.SEE)
    if seen is not None:
        found = found.filter(site__slug__in=seen)
    return found.filter(pk=pk).first()


def open_activation(protocol: Protocol, site: Site) -> Activation | None:
    """Return the activation of a protocol at a site that nobody ended."""
    found = Activation.objects.filter(protocol=protocol, site=site, ends_at=None)
    return found.select_related("version", "site", "protocol").first()


def in_force(*, site: Site, at: datetime) -> QuerySet[Activation]:
    """Return what is in force at a site at a moment on its clock, by protocol."""
    running = Q(ends_at=None) | Q(ends_at__gt=at)
    found = Activation.objects.filter(running, site=site, starts_at__lte=at)
    return found.select_related("version", "protocol", "site").order_by("protocol__name", "pk")


def running() -> list[Activation]:
    """Return every activation that nobody ended, oldest first, with how far it was followed."""
    found = Activation.objects.filter(ends_at=None, followed__isnull=False)
    return list(found.select_related("version", "protocol", "site", "followed").order_by("pk"))


def interventions(*, site: Site, at: datetime) -> frozenset[str]:
    """Return the levers that the protocols in force at a site name."""
    named = (one.version.document.intervention for one in in_force(site=site, at=at))
    return frozenset(name for name in named if name)


def replaced_by(activation: Activation) -> Activation | None:
    """Return what was in force until this activation began and may be again, None = nothing."""
    again = [Version.State.AMENDED, Version.State.ACTIVE]
    found = Activation.objects.filter(
        protocol=activation.protocol,
        site=activation.site,
        ended=Activation.Ended.AMENDED,
        ends_at=activation.starts_at,
        version__state__in=again,
    ).exclude(version=activation.version)
    return found.select_related("version").order_by("-pk").first()


def assignments(journey: Journey) -> list[Assignment]:
    """Return which versions a journey follows or followed, latest first."""
    found = journey.assignments.select_related("version__protocol", "protocol", "activation")
    return list(found.order_by("-since_at", "-pk"))


def assignment(*, pk: int, by: Any) -> Assignment | None:
    """Return an assignment of a journey this person sees."""
    found = Assignment.objects.select_related("journey__site", "protocol", "version")
    seen = by.sites_where(Permission.SEE)
    if seen is not None:
        found = found.filter(journey__site__slug__in=seen)
    return found.filter(pk=pk).first()


def began(version: Version, site: Site) -> datetime | None:
    """Return from when a version first was in force at a site, None = never."""
    found = Activation.objects.filter(version=version, site=site).order_by("starts_at")
    return found.values_list("starts_at", flat=True).first()


def markers(protocol: Protocol, site: Site) -> list[Marker]:
    """Return what happened to a protocol at a site as figures draw it, oldest first."""
    rows = Activation.objects.filter(protocol=protocol, site=site).select_related("version")
    zone = ZoneInfo(site.timezone)
    found: list[Marker] = []
    for one in rows.order_by("-starts_at", "-pk")[:SHOWN]:
        name = {"version": f"v{one.version.number}"}
        if one.ended in _ENDED:
            kind, text = _ENDED[one.ended]
            found.append(_marker(one.ends_at, zone, text % name, kind))
        found.append(_marker(one.starts_at, zone, _("%(version)s in force") % name, marks.BEGAN))
    return found[::-1]


_ENDED = {
    Activation.Ended.ROLLED_BACK: (marks.ROLLED_BACK, gettext_lazy("%(version)s rolled back")),
    Activation.Ended.STOPPED: (marks.STOPPED, gettext_lazy("%(version)s stopped")),
    Activation.Ended.RETIRED: (marks.ENDED, gettext_lazy("%(version)s retired")),
}
"""Ends that are marked: of one that is replaced, what replaces it is."""


def _marker(at: datetime, zone: ZoneInfo, text: str, kind: str) -> Marker:
    local = at.astimezone(zone)
    return Marker(local, local, text, kind)


def judged_versions(*, by: Any) -> list[Version]:
    """Return the versions whose adherence can be looked at: in force first, then the newest."""
    found = Version.objects.exclude(state=Version.State.WITHDRAWN)
    seen = by.sites_where(Permission.SEE)
    if seen is not None:
        found = found.filter(protocol__site__slug__in=seen)
    rows = found.select_related("protocol__site").order_by("-pk")[:200]
    return sorted(rows, key=lambda one: one.state != Version.State.ACTIVE)


def stages(site: Site) -> list[str]:
    """Return the names of the stages of a site, by name."""
    names = Stage.objects.filter(site=site).order_by("name").values_list("name", flat=True)
    return list(names[:1_000])


def to_decide(*, by: Any) -> QuerySet[Assignment]:
    """Return the open journeys for which a clinician decides whether they switch, oldest first."""
    found = Assignment.objects.filter(
        until_at=None,
        journey__closed_at=None,
        protocol__activations__ends_at=None,
        protocol__activations__under_way="clinician",
        protocol__activations__site=F("journey__site"),
    ).exclude(activation__ends_at=None)
    seen = by.sites_where(Permission.SEE)
    if seen is not None:
        found = found.filter(journey__site__slug__in=seen)
    return found.select_related("journey__site", "version", "protocol").order_by("since_at", "pk")
