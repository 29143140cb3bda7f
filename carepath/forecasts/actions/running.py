"""Do what is due: each slot once, however many look and whoever is killed meanwhile."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic, process_time
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from carepath.audit import actions as audit
from carepath.forecasts import queries
from carepath.forecasts.actions import asking, judging, looking_back, opening, recommending, telling
from carepath.forecasts.models import COARSE, FINE, Backtest, Outcome, Slot, Vintage
from carepath.work.actions import leases

log = logging.getLogger(__name__)
LEASE_S = 120
AGAIN = timedelta(minutes=1)
"""How long a slot rests after it failed."""
SOME = 4
"""Slots of one round: what else waits is not to wait for long."""
PRUNED = 500
"""Rows that go in one transaction when their time is over."""
MARGIN = timedelta(minutes=1)
"""Longer than clocks of this machine and of the database differ."""
WAITING, DONE = Slot.State.WAITING, Slot.State.DONE
SKIPPED, FAILED = Slot.State.SKIPPED, Slot.State.FAILED
JUDGED = Slot.Job.BACKTESTS
Telling = Callable[[Slot, datetime], tuple[list[Vintage], dict[str, Any]]]
Spent = Callable[[], dict[str, Any]]
TELLERS: dict[str, Telling] = {Slot.Job.BEDS: telling.beds, Slot.Job.ARRIVALS: telling.arrivals}


def run_due(*, by: Any, at: datetime) -> int:
    """Ask for what is due and do what waits; return how many slots came to an end.

    Called by the sweep each second, and by Celery whenever beat says so.
    """
    asking.ask_due(by=by, at=at)
    leases.quarantine_poison(Slot, at=at, states=[WAITING], into=FAILED)
    found = list(queries.waiting().values_list("pk", flat=True)[:SOME])
    ended = sum(_run(pk, by=by, at=at) for pk in found)
    if ended:
        prune(by=by, at=at)
    return ended


def prune(*, by: Any, at: datetime) -> int:
    """Delete forecasts whose time is over, some at a time; return how many went."""
    over = Vintage.objects.filter(kept_until__lte=at - MARGIN).order_by("kept_until")
    with audit.recording_as(by, at=at):
        keys = list(over.values_list("pk", flat=True)[:PRUNED])
        gone, _each = Vintage.objects.filter(pk__in=keys).delete() if keys else (0, {})
        worn = Backtest.objects.filter(slot__asked_at__lt=at - timedelta(days=COARSE))
        Backtest.objects.filter(pk__in=list(worn.values_list("pk", flat=True)[:PRUNED])).delete()
        empty = Slot.objects.filter(
            asked_at__lt=at - timedelta(days=FINE), vintage=None, backtest=None
        ).exclude(state=WAITING)
        old = list(empty.order_by("pk").values_list("pk", flat=True)[:PRUNED])
        Slot.objects.filter(pk__in=old).delete()
    return gone


def _run(pk: int, *, by: Any, at: datetime) -> bool:
    """Do a slot if it is ours to do, or its next pieces; return whether it came to an end."""
    if not leases.claim(Slot, pk, at=at, seconds=LEASE_S, states=[WAITING]):
        return False
    slot = Slot.objects.select_related("site").get(pk=pk)
    if not slot.done:
        Slot.objects.filter(pk=pk).update(began_at=at, cpu_ms=0)
    spent = _meter(at)
    try:
        return _judge(slot, by, at, spent) if slot.job == JUDGED else _tell(slot, by, at, spent)
    except telling.NothingToTell as error:
        leases.finish(
            Slot, pk, state=SKIPPED, reason_code="nothing", reason_text=str(error), **spent()
        )
        return True
    except leases.LeaseLost:
        log.warning("%s was taken over by another process", slot)
        return False
    except Exception as error:
        log.exception("%s could not be done", slot)
        return _failed(slot, error, at, spent)


def _meter(at: datetime) -> Spent:
    """Return a function that says when work ended, and the processor time it took."""
    begun, worked = monotonic(), process_time()

    def spent() -> dict[str, Any]:
        return {
            "ended_at": at + timedelta(seconds=monotonic() - begun),
            "cpu_ms": models.F("cpu_ms") + round((process_time() - worked) * 1000),
        }

    return spent


def _tell(slot: Slot, by: Any, at: datetime, spent: Spent) -> bool:
    """Write the forecasts, what came of earlier advice and the end of the slot: all or nothing."""
    rows, read = TELLERS[slot.job](slot, at)
    over = looking_back.outcomes(slot) if slot.job == Slot.Job.BEDS else []
    queues = opening.of_slot(slot) if slot.job == Slot.Job.BEDS else []
    with audit.recording_as(by, at=at):
        Vintage.objects.bulk_create(rows)
        if slot.job == Slot.Job.BEDS:
            recommending.advise(slot.site, rows, at=at)
            opening.advise(slot.site, queues, slot_at=slot.slot_at, at=at)
            Outcome.objects.bulk_create(over, ignore_conflicts=True)
        _end(slot, read, len(rows), spent)
    return True


def _judge(slot: Slot, by: Any, at: datetime, spent: Spent) -> bool:
    """Judge the next series; what is left has its turn when others had theirs."""
    read = judging.judge_some(slot, by=by, at=at)
    with audit.recording_as(by, at=at):
        if read is None:
            leases.release(Slot, slot.pk)
            Slot.objects.filter(pk=slot.pk).update(cpu_ms=spent()["cpu_ms"])
            return False
        wrote = Backtest.objects.filter(slot=slot).count()
        if not wrote:
            text = _("No series is known for two weeks before its first forecast.")
            raise telling.NothingToTell(text)
        _end(slot, read, wrote, spent)
        _advise_anew(slot, at)
    return True


def _advise_anew(slot: Slot, at: datetime) -> None:
    """Advise by the newest forecasts: while they were judged nobody knew how good they are."""
    known_at = slot.site.time(at)
    rows = queries.latest(site=slot.site, job=Slot.Job.BEDS, known_at=known_at)
    recommending.advise(
        slot.site, [row for row in rows if not queries.is_stale(row, at=known_at)], at=at
    )


def _end(slot: Slot, read: dict[str, Any], wrote: int, spent: Spent) -> None:
    leases.finish(
        Slot, slot.pk, state=DONE, run=models.F("run") + 1, read=read, wrote=wrote,
        done=read.get("units", wrote), total=read.get("units", wrote), **spent(),
    )  # fmt: skip


def _failed(slot: Slot, error: Exception, at: datetime, spent: Spent) -> bool:
    """Let a slot rest, or end it when it was tried often enough; what went wrong is in the log."""
    name = type(error).__name__
    if slot.attempts < Slot.MOST_ATTEMPTS:
        text = _("%(error)s at try %(n)s; it is tried again.") % {"error": name, "n": slot.attempts}
        leases.release(Slot, slot.pk, not_before=at + AGAIN, reason_code="failed", reason_text=text)
        return False
    text = _("%(error)s at each of %(n)s tries.") % {"error": name, "n": slot.attempts}
    leases.finish(Slot, slot.pk, state=FAILED, reason_code="failed", reason_text=text, **spent())
    return True
