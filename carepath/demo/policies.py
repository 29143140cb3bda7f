"""What may be done to the invented hospital, and whether it may be done now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carepath.demo.models import Hospital
from carepath.frames.moments import DAY, HOUR, MINUTE

SLUG = "demo"
NAME = gettext_lazy("Invented hospital")
ZONE = "Europe/London"
HISTORY_DAYS = 60
"""So much of its past a new hospital begins with."""
LONGEST_REST = timedelta(days=14)
"""A hospital that rested longer goes on where it stopped instead of living through all of it."""

MORNING, HOURS, FORTNIGHT = "morning", "hours", "fortnight"
JUMPS: Mapping[str, object] = {
    MORNING: gettext_lazy("To next 07:30"),
    HOURS: gettext_lazy("8 hours on"),
    FORTNIGHT: gettext_lazy("14 days on"),
}
"""Where the clock can jump to, and what the button says."""
_MORNING_AT = time(7, 30)


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
        gettext_lazy("CT scanner fails"),
        gettext_lazy("One CT scanner is out of order for 2 hours."),
        "down",
        "ct",
        1,
        2 * HOUR,
    ),
    "casualties": Happening(
        gettext_lazy("20 casualties"),
        gettext_lazy("20 injured people arrive at once."),
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


class NotNow(ValidationError):
    """Something the hospital cannot do in its present phase; the text says why."""

    def __str__(self) -> str:
        return str(self.message)


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


def jump_target(to: str, *, shown: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment a jump leads to from what the clock shows now; KeyError if unknown."""
    if to == HOURS:
        return shown + timedelta(hours=8)
    if to == FORTNIGHT:
        return shown + timedelta(days=14)
    if to != MORNING:
        raise KeyError(to)
    local = shown.astimezone(zone)
    morning = datetime.combine(local.date(), _MORNING_AT, zone)
    if morning <= local:
        morning = datetime.combine(local.date() + timedelta(days=1), _MORNING_AT, zone)
    return morning.astimezone(shown.tzinfo)
