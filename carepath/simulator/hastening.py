"""Discharges brought forward: who is to go home today has the last round, and what follows, sooner.

Nobody goes home who would not have today. It works by what is due alone: an entry that comes
sooner makes the later one void, so that a hospital that is saved has nothing more to keep.
"""

from collections.abc import Iterator

from carepath.frames.moments import DAY
from carepath.simulator.engine import ASK, JOIN, Engine, Patient
from carepath.simulator.way import COMING, HELD

GOES = "fit"
"""The step that begins the way home."""
HOMEWARD = frozenset({"letter", "medicines", "transport"})
"""What has to be done before somebody goes home, and may be held until somebody sees to it."""


def hasten(engine: Engine, unit: str, *, patients: int, by: int) -> int:
    """Let so many patients of a unit go home up to `by` microseconds sooner; return how many may.

    Those who would be first are; what was due is due `by` earlier, though never before now.
    """
    _day, clock = engine.civil.clock(engine.now)
    found = sorted(_due(engine, unit, engine.now + DAY - clock), key=lambda one: one[:2])
    for at, _number, what, patient, index in found[:patients]:
        engine.agenda.put(max(at - by, engine.now), what, patient, index)
    return min(len(found), patients)


def _due(
    engine: Engine, unit: str, until: int
) -> Iterator[tuple[int, int, int, Patient, int]]:  # fmt: skip
    """Yield what each patient of a unit who may go home by then waits for, the last of it once."""
    waits: dict[int, tuple[int, int, int, Patient, int]] = {}
    for at, _first, what, patient, index in engine.agenda.entries():
        if what not in (ASK, JOIN) or at >= until or patient.unit != unit:
            continue
        if _leads_home(patient, index, what):
            waits[patient.number] = (at, patient.number, what, patient, index)
    yield from waits.values()


def _leads_home(patient: Patient, index: int, what: int) -> bool:
    step = patient.steps[index]
    if what == ASK:
        follows = {patient.steps[after].stage.key for after in step.then if after >= 0}
        return step.state == COMING and GOES in follows
    return step.state == HELD and step.stage.key in HOMEWARD
