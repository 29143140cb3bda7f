"""Tell the level to come once for each forecast of beds, and judge those told before."""

from datetime import datetime, timedelta
from typing import Any

from carepath.audit import actions as audit
from carepath.frames.moments import HOUR, from_us, to_us
from carepath.outcomes import queries
from carepath.outcomes.models import LevelProof, LevelTold, Look
from carepath.outcomes.queries import LevelAhead, Retold
from carepath.places.models import Site

EACH = timedelta(hours=1)
"""How often beds are foretold: before that there is nothing new to tell."""
APART = timedelta(hours=25)
"""Between hours that are looked back at: each day another one."""
LONGEST = max(queries.HOURS) * EACH
"""How far ahead levels are told."""
KEPT = timedelta(days=400)
"""How long a level that was told is kept, in real time."""
MARGIN = timedelta(minutes=1)
"""Longer than clocks of this machine and of the database differ."""
PRUNED = 500
"""Rows that go in one transaction when their time is over."""


def tell_levels(*, site: Site, by: Any, at: datetime) -> int:
    """Keep the levels to come by forecasts that none was told by yet; return how many were told.

    `at` is real. Nobody can change them afterwards; how good those of before were is judged anew.
    """
    here = site.time(at)
    last = queries.last_told(site=site)
    if last is not None and here - last < EACH:
        return 0
    now = queries.level_now(site=site, at=here)
    found = queries.levels_ahead(site=site, now=now, at=here)
    if not found or now.score is None or (last is not None and found[0].slot_at <= last):
        return 0
    rules, shown = queries.standard(site).name, now.level or now.score.least
    rows = [_row(site, one, rules, shown, here, at) for one in found]
    with audit.recording_as(by, at=at):
        Look.objects.select_for_update().get(site=site)  # of two processes one is first
        if queries.last_told(site=site) != last:
            return 0
        LevelTold.objects.bulk_create(rows)
        _prune(at)
        _judge(site, here)
    return len(rows)


def look_back(*, site: Site, by: Any, at: datetime) -> int:
    """Keep the levels as they would have been told at one more hour of the weeks before anything
    was told, the latest first; return how many that were. Each hour is tried once.

    A small step at a time: whoever scores has more to do.
    """
    here, look = site.time(at), Look.objects.get(site=site)
    if look.back_to_at is not None and look.back_to_at - APART <= here - queries.LOOKED_AT:
        return 0
    first = queries.first_told(site=site)
    if first is None:
        return 0
    slot_at = _before(look.back_to_at or min(first, here - LONGEST))
    if slot_at <= here - queries.LOOKED_AT:
        return 0
    found = queries.retold(site=site, slot_at=slot_at, today=here)
    rows = [_made(site, one, slot_at, at) for one in found]
    with audit.recording_as(by, at=at):
        mine = Look.objects.filter(pk=look.pk, back_to_at=look.back_to_at)
        if not mine.update(back_to_at=slot_at):
            return 0  # another process was first
        LevelTold.objects.bulk_create(rows)
        _judge(site, here)
    return len(rows)


def _before(moment: datetime) -> datetime:
    """Return the last hour of the grid before a moment: its steps go round the clock."""
    step = APART // EACH
    hour = (to_us(moment) - 1) // HOUR
    return from_us((hour - hour % step) * HOUR)


def _made(site: Site, one: Retold, slot_at: datetime, at: datetime) -> LevelTold:
    return LevelTold(
        site=site,
        hours=one.hours,
        slot_at=slot_at,
        told_at=slot_at,
        at=slot_at + one.hours * EACH,
        kept_until=at + KEPT,
        rules=queries.standard(site).name,
        now=one.now,
        chances=[round(chance, 6) for chance in one.chances],
        told_then=False,
        came=one.came,
    )


def _row(
    site: Site, one: LevelAhead, rules: str, shown: int, here: datetime, at: datetime
) -> LevelTold:
    return LevelTold(
        site=site,
        hours=one.hours,
        slot_at=one.slot_at,
        told_at=here,
        at=one.at,
        kept_until=at + KEPT,
        rules=rules,
        now=shown,
        chances=[round(chance, 6) for chance in one.ahead.chances],
    )


def _judge(site: Site, here: datetime) -> None:
    """Judge what was told over the last weeks, each number of hours ahead by itself."""
    for hours in queries.HOURS:
        found = queries.proof_of_levels(site=site, hours=hours, at=here)
        if found is not None:
            LevelProof.objects.filter(site=site, hours=hours).delete()
            found.save(force_insert=True)


def _prune(at: datetime) -> None:
    over = LevelTold.objects.filter(kept_until__lte=at - MARGIN).order_by("kept_until")
    keys = list(over.values_list("pk", flat=True)[:PRUNED])
    if keys:
        LevelTold.objects.filter(pk__in=keys).delete()
