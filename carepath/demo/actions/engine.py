"""The engine of the invented hospital in this process, where the row says that it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from carepath.demo.models import Applied, Hospital
from carepath.frames.moments import to_us
from carepath.simulator import hospital as simulator
from carepath.simulator import parameters, plants
from carepath.simulator.changes import KINDS, Change


@dataclass
class Engine:
    """A simulated hospital, the row it belongs to, and how far that row knows of it.

    `settled_at` and `saved_at` are the real moments at which the row last heard of it.
    """

    hospital: simulator.Hospital
    row: int
    settled: int  # emitted_until of the row
    position: int  # changes applied so far
    settled_at: datetime | None = None
    saved_at: datetime | None = None


_held: list[Engine] = []


def of(row: Hospital) -> Engine:
    """Return the engine at the row's emitted_until: the one held here, else one made anew.

    One made anew goes on from the saved state through all that was done to it since; same seed
    and same changes give the same patients to the microsecond.
    """
    known = (row.pk, row.emitted_until, applied(row))
    for engine in _held:
        if (engine.row, engine.settled, engine.position) == known:
            return engine
    forget()
    hold(_made(row))
    return _held[0]


def hold(engine: Engine) -> None:
    """Keep this engine for the next step."""
    _held[:] = [engine]


def forget() -> None:
    """Let the engine go: something failed after it moved, or it goes ahead of its row."""
    _held.clear()


def applied(row: Hospital) -> int:
    """Return how many changes were applied so far."""
    return row.changes.filter(position__isnull=False).count()


def _made(row: Hospital) -> Engine:
    state = Hospital.objects.values_list("state", flat=True).get(pk=row.pk)
    found, planted = parameters.load(), plants.STANDARD(row.starts)
    if state is None:
        hospital = simulator.Hospital(
            parameters=found, seed=row.seed, starts=row.starts, plants=planted
        )
    else:
        hospital = simulator.Hospital.resume(bytes(state), parameters=found, plants=planted)
    position = row.state_position
    for change in row.changes.filter(position__gt=position).order_by("position"):
        hospital.run(to_us(change.at))
        apply(hospital, [change])
        position = change.position
    if row.emitted_until > hospital.now:
        hospital.run(row.emitted_until)
    return Engine(hospital, row.pk, row.emitted_until, position)


def apply(hospital: simulator.Hospital, changes: Iterable[Applied]) -> None:
    """Let the changes take effect that are about the hospital itself, not about its line."""
    for change in changes:
        if change.kind in KINDS:
            until = None if change.until_at is None else to_us(change.until_at)
            hospital.apply(Change(to_us(change.at), change.kind, change.name, change.value, until))
