"""Answer what waits, run by run: each run is kept as soon as it is there, whoever is killed."""

import logging
from datetime import datetime, timedelta
from time import monotonic, process_time
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from carepath.audit import actions as audit
from carepath.scenarios import queries
from carepath.scenarios.models import Calibration, Run, Scenario
from carepath.simulator.flow import ChangeError, ModelError
from carepath.work.actions import leases

log = logging.getLogger(__name__)
LEASE_S = 180
AGAIN = timedelta(minutes=1)
"""How long a scenario rests after it failed."""
ROUND_S = 1.0
"""How long a round takes at most before others get their turn; one piece is never cut."""
SOME = 2
"""Scenarios of one round, each of another site."""
WAITING, DONE, FAILED = Scenario.State.WAITING, Scenario.State.DONE, Scenario.State.FAILED


class _Round:
    """A look at one scenario: its clock, and the processor time it took since it was asked."""

    def __init__(self, at: datetime) -> None:
        self.at, self._begun, self._worked = at, monotonic(), process_time()

    @property
    def now(self) -> datetime:
        return self.at + timedelta(seconds=monotonic() - self._begun)

    @property
    def is_over(self) -> bool:
        return monotonic() - self._begun > ROUND_S

    def spent(self) -> models.expressions.Combinable:
        """Return the processor time of the row with what was worked since this was asked last."""
        before, self._worked = self._worked, process_time()
        return models.F("cpu_ms") + round((self._worked - before) * 1000)


def run_waiting(*, by: Any, at: datetime) -> int:
    """Do the next pieces of what waits; return how many scenarios were worked on.

    Called by the sweep each second, and by Celery's worker from the moment one is asked until none
    is left. Whoever holds the lease does the pieces: no run is made by two.
    """
    leases.quarantine_poison(Scenario, at=at, states=[WAITING], into=FAILED)
    return sum(_work(pk, by=by, at=at) for pk in queries.next_scenarios(SOME))


def _work(pk: int, *, by: Any, at: datetime) -> bool:
    """Do the next pieces of a scenario if it is ours to do; return whether it was."""
    if not leases.claim(Scenario, pk, at=at, seconds=LEASE_S, states=[WAITING]):
        return False
    row = Scenario.objects.select_related("site", "calibration").get(pk=pk)
    look = _Round(at)
    try:
        _pieces(row, look, by)
    except leases.LeaseLost:
        log.info("Scenario %s was cancelled, or taken over by another process", pk)
    except (queries.TooLittle, ChangeError, ModelError) as error:
        _end(row, look, by, FAILED, reason_code="cannot", reason_text=str(error))
    except Exception as error:
        log.exception("Scenario %s could not be run", pk)
        _failed(row, look, by, error)
    return True


def _pieces(row: Scenario, look: _Round, by: Any) -> None:
    """Do pieces until the round is over; where none is left, keep the answer."""
    calibration = row.calibration or _calibrate(row, look, by)
    missing = queries.missing(row, calibration)
    hospitals, changes = queries.Hospitals(calibration), queries.changes_of(row)
    for place, wanted in enumerate(missing):
        if place and look.is_over:  # one at least in each round, however slow the machine is
            with audit.recording_as(by, at=look.now):
                leases.release(Scenario, row.pk)
            return
        made = hospitals.run(wanted, changes)
        with audit.recording_as(by, at=look.now):
            _keep(row, look, done=max(1, row.total - len(missing) + place + 1))
            Run.objects.bulk_create([made], ignore_conflicts=True)
    result = queries.summed(row, calibration)
    _end(row, look, by, DONE, result=result, done=models.F("total"))


def _calibrate(row: Scenario, look: _Round, by: Any) -> Calibration:
    """Return the calibration of a scenario: one of its day, or one to what is known now."""
    found = queries.calibration_of(row) or queries.calibrated(
        site=row.site, at=row.site.time(look.now)
    )
    with audit.recording_as(by, at=look.now):
        if found.pk is None:
            found.save(force_insert=True)
        row.total = 1 + len(queries.missing(row, found))
        _keep(row, look, done=1, total=row.total, calibration=found, began_at=look.at)
    return found


def _keep(row: Scenario, look: _Round, **fields: Any) -> None:
    """Write down how far a scenario is; LeaseLost where it is no longer ours to run."""
    leases.renew(Scenario, row.pk, at=look.now, seconds=LEASE_S, progress=True)
    Scenario.objects.filter(pk=row.pk).update(cpu_ms=look.spent(), **fields)


def _end(row: Scenario, look: _Round, by: Any, state: str, **fields: Any) -> None:
    with audit.recording_as(by, at=look.now):
        leases.finish(
            Scenario, row.pk, state=state, ended_at=look.now, cpu_ms=look.spent(), **fields
        )


def _failed(row: Scenario, look: _Round, by: Any, error: Exception) -> None:
    """Let a scenario rest, or end it when it was tried often enough; the log says why."""
    name = type(error).__name__
    if row.attempts < Scenario.MOST_ATTEMPTS:
        text = _("%(error)s at try %(n)s; it is tried again.") % {"error": name, "n": row.attempts}
        leases.release(
            Scenario, row.pk, not_before=look.now + AGAIN, reason_code="failed", reason_text=text
        )
        return
    text = _("%(error)s at each of %(n)s tries.") % {"error": name, "n": row.attempts}
    _end(row, look, by, FAILED, reason_code="failed", reason_text=text)
