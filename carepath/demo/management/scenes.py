"""The evening at which the demonstration begins: a night and a day are lived through first."""

import time
from collections.abc import Callable
from datetime import datetime
from datetime import time as clock_time
from zoneinfo import ZoneInfo

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from carepath.demo import actions, policies, queries
from carepath.ui import clock

BY = "command:demo"
LONGEST_S, LOOKS_S = 300.0, 0.2
"""Seconds after which a step is given up, and between two looks."""


def evening(say: Callable[[str], object], rest: Callable[[float], object] = time.sleep) -> None:
    """Let the hospital live through the next night, in which nurses are missing, up to the
    afternoon after it. Nothing is invented but that beds are closed: what follows, follows.

    `rest` is called between two looks. CommandError where there is no hospital, or the portal that
    drives it does not run.
    """
    _arrived(rest)
    night = _next(policies.NIGHT_AT)
    say(_("Its clock jumps into the night, to %(at)s.") % {"at": f"{night:%a %H:%M}"})
    _do(lambda: actions.jump_to(moment=night, by=BY, at=clock.now()), rest)
    ill = _next(policies.ILL_AT)
    _do(lambda: actions.jump_to(moment=ill, by=BY, at=clock.now()), rest)
    unit, beds = policies.SHORT_OF
    words = {"unit": unit, "beds": beds, "at": f"{ill:%H:%M}"}
    say(_("At %(at)s nurses are missing: %(beds)s beds of %(unit)s stay open.") % words)
    _do(lambda: actions.lose_nurses(by=BY, at=clock.now()), rest)
    noon, at = _next(policies.NOON_AT), _next(policies.EVENING_AT)
    say(_("The day goes on to %(at)s.") % {"at": f"{at:%a %H:%M}"})
    _do(lambda: actions.jump_to(moment=noon, by=BY, at=clock.now()), rest, judged=True)
    _do(lambda: actions.go_on_to(moment=at, by=BY, at=clock.now()), rest)


def _next(at: clock_time) -> datetime:
    row = queries.hospital()
    if row is None:
        raise CommandError(_("There is no invented hospital."))
    zone = ZoneInfo(row.site.timezone)
    shown = row.site.time(clock.now()).astimezone(zone)
    return policies.next_at(at, shown=shown, zone=zone)


def _do(act: Callable[[], None], rest: Callable[[float], object], *, judged: bool = False) -> None:
    """Do one thing to the hospital and wait until it has lived through what follows; `judged` = and
    until it is known how good forecasts were, without which nothing is recommended."""
    try:
        act()
    except (actions.NoHospital, policies.NotNow) as error:
        raise CommandError(str(error)) from error
    _arrived(rest, judged=judged)


def _arrived(rest: Callable[[float], object], *, judged: bool = False) -> None:
    end = time.monotonic() + LONGEST_S
    while not queries.is_settled(at=clock.now(), judged=judged):
        if not queries.is_there() or time.monotonic() > end:
            raise CommandError(_("The invented hospital does not live on: start the portal."))
        rest(LOOKS_S)
