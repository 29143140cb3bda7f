"""Alerts: which there are, which wait for somebody, and how useful they were."""

from collections import Counter
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from carepath.accounts.models import User
from carepath.accounts.permissions import Permission
from carepath.accounts.roles import Role
from carepath.outcomes.models import Alert, Note, Telling
from carepath.places.models import Site
from carepath.work import queries as work

SHIFTS = (time(7), time(19))
"""When a shift of 12 hours begins, on the clock of the site."""
ALERT_MAIL = "alert"
"""Of the mails that tell of alerts; their slot is the key of the alert."""


def alerts(*, site: Site, parameter: str = "") -> QuerySet[Alert]:
    """Return the alerts of a site, newest first."""
    found = Alert.objects.filter(site=site).order_by("-pk")
    return found.filter(parameter=parameter) if parameter else found


def alert(*, pk: int, by: Any) -> Alert | None:
    """Return an alert of a site this person sees."""
    row = Alert.objects.select_related("site").filter(pk=pk).first()
    return row if row and by.may(Permission.SEE, site=row.site.slug) else None


def open_alerts(*, site: Site) -> QuerySet[Alert]:
    """Return the alerts of a site that are not cleared, the oldest first."""
    return Alert.objects.filter(site=site, cleared_at=None).order_by("raised_at", "pk")


def unanswered(*, site: Site, at: datetime | None = None) -> QuerySet[Alert]:
    """Return the open alerts of a site that nobody sees to, now or at a moment that is not now, the
    oldest first."""
    if at is None:
        return open_alerts(site=site).filter(acknowledged_at=None)
    there = Q(cleared_at=None) | Q(cleared_at__gt=at)
    there &= Q(acknowledged_at=None) | Q(acknowledged_at__gt=at)
    return Alert.objects.filter(there, site=site, raised_at__lte=at).order_by("raised_at", "pk")


def mine(*, by: Any) -> QuerySet[Alert]:
    """Return the open alerts that wait for this person: told to a role they hold there, and that
    nobody acknowledged."""
    found = Alert.objects.filter(cleared_at=None, acknowledged_at=None)
    if not by.may(Permission.ACKNOWLEDGE_ALERT):
        return found.none()
    told = Telling.objects.filter(_held(by, "role", "alert__site__slug"))
    found = found.filter(pk__in=told.values("alert"))
    return found.select_related("site").order_by("raised_at", "pk")


def notes(*, by: Any) -> QuerySet[Note]:
    """Return the notes about rules that tell too often, to roles this person holds there."""
    found = Note.objects.filter(settled_at=None)
    if not by.may(Permission.ACKNOWLEDGE_ALERT):
        return found.none()
    found = found.filter(_held(by, "owner", "site__slug"))
    return found.select_related("site").order_by("pk")


def _held(by: Any, role: str, site: str) -> Q:
    """Return what asks for rows of the roles a person holds, where they hold them."""
    found = Q(pk__in=[])
    for name, where in by.held:
        if Role[name].counts(Permission.ACKNOWLEDGE_ALERT):
            found |= Q(**{role: name}) & (Q(**{site: where}) if where else Q())
    return found


def ratings(*, site: Site) -> dict[str, Counter]:
    """Return of each rule how often its alerts were rated useful (True), not (False), or neither
    (None)."""
    found: dict[str, Counter] = {}
    rows = Alert.objects.filter(site=site).order_by().values_list("parameter", "useful")
    for parameter, useful in rows.iterator():
        found.setdefault(parameter, Counter())[useful] += 1
    return found


def shift_start(at: datetime, zone: ZoneInfo) -> datetime:
    """Return when the shift of a moment began."""
    local = at.astimezone(zone)
    days = (local.date(), local.date() - timedelta(days=1))
    starts = [datetime.combine(day, begin, zone) for day in days for begin in SHIFTS]
    return max(start for start in starts if start <= at)


def told_in_shift(*, site: Site, role: str, since: datetime) -> int:
    """Return of how many alerts a role was told since a shift began."""
    return Telling.objects.filter(alert__site=site, role=role, at__gte=since).count()


def tellings_to_mail(*, site: Site) -> QuerySet[Telling]:
    """Return what is to be written to whoever holds a role of alerts that nobody answered: told and
    not mailed yet, or mailed with an address that was set aside; the oldest first."""
    keys = [str(pk) for pk in unanswered(site=site).values_list("pk", flat=True)]
    again = [int(key) for key in work.set_aside(topic=ALERT_MAIL, slots=keys)]
    waits = Q(mailed_at=None) | Q(alert__in=again)
    found = Telling.objects.filter(waits, alert__in=[int(key) for key in keys])
    return found.select_related("alert__site").order_by("pk")


def holders(*, site: Site, role: str) -> QuerySet[User]:
    """Return who holds a role at a site and has an address for mail, by user name."""
    held = {"grants__role": role, "grants__site__in": ["", site.slug]}
    people = User.objects.filter(is_active=True, worker=False, persona_site="", **held)
    return people.exclude(email="").distinct().order_by("username")
