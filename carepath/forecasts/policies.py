"""When forecasts are due, how long they are kept, when one is stale, who may run a job again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from carepath.accounts import policies as accounts
from carepath.accounts.permissions import Permission
from carepath.analysis.shortfalls import Rule
from carepath.forecasts.models import COARSE, FINE, Recommendation, Slot
from carepath.frames.advice import SHIPPED
from carepath.places.models import Site

HORIZON = 72
"""Hours that are foretold."""
SHIFT = 8
"""Hours of a shift that is warned of."""
RULE = Rule(SHIPPED.raises, SHIPPED.clears, SHIPPED.runs, SHIPPED.rest)
"""When a warning is raised and taken back, where a site has set no limits of its own."""
HOURLY, DAILY = timedelta(hours=1), timedelta(days=1)
EVERY: Mapping[str, timedelta] = {
    Slot.Job.BEDS: HOURLY,
    Slot.Job.ARRIVALS: HOURLY,
    Slot.Job.BACKTESTS: DAILY,
}
"""How far two slots of a job lie apart; slots are counted in UTC, where no hour is twice."""
AT_NIGHT = timedelta(hours=3)
"""The hour (UTC) of a slot that comes once a day."""
BACK = 3
"""Hours that are told as well when a site has lived on by much at once."""
SILENT = timedelta(hours=24)
"""After so long without anything new there is nothing to make a forecast of."""
STALE_SLOT, STALE_DATA = timedelta(hours=2), timedelta(hours=4)
"""How old the newest forecast, and how old what it knew of when it was made, may be; the latter is
the site's own habit where it has one."""
TOLD_LATE = timedelta(minutes=30)
"""What is told so late is no silence."""
LONG_KEPT = frozenset({6, 18})
"""Hours (UTC) whose forecasts are kept for long."""
LONGEST_GAP = timedelta(days=14)
"""Of a longer pause only so much is marked as skipped."""


class NotNow(ValueError):
    """Something that cannot be done now; the text says why."""


@dataclass(frozen=True, slots=True)
class Model:
    """Name and version of what makes a forecast; a changed method raises the version."""

    name: str
    version: int


MODELS: Mapping[str, Model] = {
    Slot.Job.BEDS: Model("stays-and-arrivals", 2),
    Slot.Job.ARRIVALS: Model("level-times-rhythm", 2),
}


def due(job: str, now: datetime) -> datetime:
    """Return the latest slot of a job that has begun by a moment."""
    now = now.astimezone(UTC)
    if EVERY[job] == HOURLY:
        return now.replace(minute=0, second=0, microsecond=0)
    midnight = (now - AT_NIGHT).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + AT_NIGHT


def missed(job: str, last: datetime, latest: datetime) -> list[datetime]:
    """Return the slots between the last one that is there and the latest, oldest first."""
    step = EVERY[job]
    found, slot = [], max(last + step, due(job, latest - LONGEST_GAP))
    while slot < latest:
        found.append(slot)
        slot += step
    return found


def kept_until(slot_at: datetime, at: datetime) -> datetime:
    """Return the real moment up to which a forecast made at `at` stays."""
    return at + timedelta(days=COARSE if slot_at.astimezone(UTC).hour in LONG_KEPT else FINE)


def check_again(by: Any, slot: Slot) -> None:
    """Raise a sentence unless this person may run the job again, and it is not at work."""
    accounts.check_may(by, Permission.MANAGE_FEEDS, site=slot.site.slug)
    if slot.state == Slot.State.WAITING:
        raise NotNow(_("It is waiting for its turn already."))


def check_fresh(row: Recommendation, now: datetime) -> None:
    """Raise a sentence when the forecast of a recommendation is too old to act on."""
    if now - row.made_at > HOURLY + STALE_SLOT:
        raise NotNow(_("Its forecast is older than three hours: wait for the next one."))


def check_decide(by: Any, site: Site) -> None:
    """Raise a sentence unless this person may decide recommendations of a site."""
    accounts.check_may(by, Permission.DECIDE_RECOMMENDATION, site=site.slug)


def may_decide(by: Any, site: Site) -> bool:
    """Return whether this person may decide recommendations of a site."""
    return accounts.may(by, Permission.DECIDE_RECOMMENDATION, site=site.slug)


def check_set_limits(by: Any, site: Site) -> None:
    """Raise a sentence unless this person may set the limits of advice of a site."""
    accounts.check_may(by, Permission.SET_ADVICE, site=site.slug)


def may_set_limits(by: Any, site: Site) -> bool:
    """Return whether this person may set the limits of advice of a site."""
    return accounts.may(by, Permission.SET_ADVICE, site=site.slug)


def may_run(by: Any, site: Site) -> bool:
    """Return whether this person may run jobs of a site again."""
    return accounts.may(by, Permission.MANAGE_FEEDS, site=site.slug)
