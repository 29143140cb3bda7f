"""What may be done to the invented hospital, and whether it may be done now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carepath.accounts.permissions import Permission
from carepath.demo.models import Hospital
from carepath.frames.moments import DAY, HOUR, MINUTE
from carepath.places.models import Site

SLUG = "demo"
NAME = gettext_lazy("Invented hospital")
ZONE = "Europe/London"
SEED = 1
"""Of the hospital that everybody sees unless they ask for another."""
HISTORY_DAYS = 60
"""So much of its past a new hospital begins with."""
LONGEST_REST = timedelta(days=14)
"""A hospital that rested longer goes on where it stopped instead of living through all of it."""

VERSIONS_KEPT = timedelta(days=7)
"""How long, on its own clock, its pages can show what was known of a span before."""

MORNING, HOURS, FORTNIGHT = "morning", "hours", "fortnight"
JUMPS: Mapping[str, object] = {
    MORNING: gettext_lazy("To next 07:30"),
    HOURS: gettext_lazy("8 hours on"),
    FORTNIGHT: gettext_lazy("14 days on"),
}
"""Where the clock can jump to, and what the button says."""
_MORNING_AT = time(7, 30)


SHORT_OF = ("AMU", 32)
"""Unit that has too few nurses on the day of the demonstration, and the beds left open there."""
NIGHT_AT, ILL_AT, NOON_AT, EVENING_AT = time(1, 55), time(10, 25), time(13, 25), time(15, 5)
"""The night that the demonstration looks back on, when nurses call in ill, from when on the
hospital is heard message by message, and the afternoon at which it begins."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that can be made to happen: what it does to the engine, and for how long."""

    title: str
    sentence: str
    kind: str
    name: str
    value: float
    lasts_us: int | None


OUTAGE = "outage"
"""Kind of a happening that is about the line to the portal, not about the hospital."""
HAPPENINGS: Mapping[str, Happening] = {
    "ct_down": Happening(
        gettext_lazy("CT fails"),
        gettext_lazy("All CT scanners are out of order for 2 hours."),
        "down",
        "ct",
        0,
        2 * HOUR,
    ),
    "casualties": Happening(
        gettext_lazy("20 casualties"),
        gettext_lazy("20 injured people arrive within half an hour."),
        "casualties",
        "",
        20,
        None,
    ),
    "flu_week": Happening(
        gettext_lazy("Flu week"),
        gettext_lazy("3 in 10 more people come to the emergency department for 7 days."),
        "arrivals",
        "flu",
        1.3,
        7 * DAY,
    ),
    "feed_outage": Happening(
        gettext_lazy("Feed fails"),
        gettext_lazy("Messages are held back for 30 minutes, then all arrive late."),
        OUTAGE,
        "",
        0,
        30 * MINUTE,
    ),
}
"""What can be made to happen, by the name that forms and commands use."""


STEERS = (Permission.ENTER_STAFFING, Permission.RUN_WHAT_IF)
"""Rights of which one at the invented hospital lets steer it, and look at it as a persona."""
PERSONA = "persona"
"""Where a session keeps the persona it plays."""
_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP")


class NotNow(ValidationError):
    """Something the hospital cannot do in its present phase; the text says why."""

    def __str__(self) -> str:
        return str(self.message)


def may_look(user: Any, site: Site) -> bool:
    """Return whether this person may look at the invented hospital; a persona sees nothing else."""
    if not user.is_authenticated:
        return False
    if user.persona_site:
        return user.persona_site == site.slug
    return user.may(Permission.SEE, site=site.slug)


def may_steer(user: Any, site: Site) -> bool:
    """Return whether this person may steer the invented hospital."""
    return user.is_authenticated and user.may(*STEERS, site=site.slug)


def may_play(request: HttpRequest, site: Site) -> bool:
    """Return whether whoever is at this browser may look at a made-up site as a persona.

    Only on the machine itself, where nobody else can reach the portal.
    """
    if not (settings.LOOPBACK_ONLY and _is_local(request) and site.synthetic):
        return False
    return request.user.is_authenticated and may_steer(player(request.user), site)


def player(user: Any) -> Any:
    """Return the real person: who plays this persona, or the person themselves."""
    return getattr(user, "played_by", None) or user


def _is_local(request: HttpRequest) -> bool:
    near = request.META.get("REMOTE_ADDR") in _LOOPBACK
    return near and not any(request.META.get(name) for name in _FORWARDED)


def check_live(hospital: Hospital) -> None:
    """Raise NotNow unless the hospital lives: neither being built nor jumping nor leaving."""
    if hospital.phase != Hospital.Phase.LIVE:
        raise NotNow(
            {
                Hospital.Phase.BUILDING: _("The hospital is still being built. Wait for it."),
                Hospital.Phase.JUMPING: _("The clock is jumping. Wait until it has arrived."),
                Hospital.Phase.LEAVING: _("The hospital is being removed."),
            }[Hospital.Phase(hospital.phase)]
        )


def check_stuck(hospital: Hospital) -> None:
    """Raise NotNow unless the hospital cannot go on by itself."""
    if not hospital.stuck:
        raise NotNow(_("The hospital lives on. Only one that cannot go on is begun anew here."))


def jump_target(to: str, *, shown: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment a jump leads to from what the clock shows now; KeyError if unknown."""
    if to == HOURS:
        return shown + timedelta(hours=8)
    if to == FORTNIGHT:
        return shown + timedelta(days=14)
    if to != MORNING:
        raise KeyError(to)
    return next_at(_MORNING_AT, shown=shown, zone=zone)


def next_at(clock: time, *, shown: datetime, zone: ZoneInfo) -> datetime:
    """Return the next moment at which a clock in this zone shows that time."""
    local = shown.astimezone(zone)
    found = datetime.combine(local.date(), clock, zone)
    if found <= local:
        found = datetime.combine(local.date() + timedelta(days=1), clock, zone)
    return found.astimezone(shown.tzinfo)
