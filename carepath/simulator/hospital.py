"""The invented hospital: make it, let it run, change it, save it and go on.

Same parameters, seed, start, plants and changes give the same bytes, in whatever pieces it runs.
"""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from heapq import heapify
from typing import Any

import polars as pl

from carepath.frames.moments import HOUR
from carepath.simulator import hastening, levers, plants, state, vitals
from carepath.simulator.changes import (
    ARRIVALS,
    BEDS,
    CASUALTIES,
    DOWN,
    EFFECT,
    LONGER,
    SOONER,
    STAFF,
    Change,
    ChangeError,
)
from carepath.simulator.civil import Civil
from carepath.simulator.courses import Courses
from carepath.simulator.engine import COME, MORE, PATIENCE, Engine, Patient
from carepath.simulator.parameters import Parameters
from carepath.simulator.plants import Plant
from carepath.simulator.recorder import Recorder
from carepath.simulator.roster import Roster
from carepath.simulator.rules import Rules
from carepath.simulator.stages import ENDS, MEDICINE, SURGERY, UNITS
from carepath.simulator.stations import Beds, Pool, Station
from carepath.simulator.visits import Visits
from carepath.simulator.way import Step, Visit

MIDNIGHT, EDGE, CHANGE, BEGIN = MORE, MORE + 1, MORE + 2, MORE + 3
"""Numbers of the hospital's own calls in the agenda."""


@dataclass(frozen=True, slots=True)
class Establishment:
    """What is in force: open beds by unit code, number on duty by (role, shift), levers on."""

    beds: Mapping[str, int]
    staff: Mapping[tuple[str, str], int]
    levers: frozenset[str] = frozenset()


class Hospital:
    """An acute hospital, seeded and live. All moments are integer microseconds UTC."""

    def __init__(
        self,
        *,
        parameters: Parameters,
        seed: int,
        starts: int,
        plants: Sequence[Plant] = (),
        changes: Sequence[Change] = (),
    ) -> None:
        """`starts` is a local midnight; `changes` are known beforehand, in order of their `at`."""
        self._make(parameters, seed, starts, plants)
        agenda = self._engine.agenda
        agenda.put(starts, BEGIN, first=True)
        agenda.put(starts, MIDNIGHT, 0, first=True)
        for change in changes:
            self.apply(change)

    def _make(
        self, parameters: Parameters, seed: int, starts: int, planted: Sequence[Plant]
    ) -> None:
        self.parameters, self.seed, self.starts = parameters, seed, starts
        by_name = {plant.name: plant for plant in planted}
        self._civil = civil = Civil(parameters.zone, starts)
        self._rules = Rules(levers.rules() + plants.rules(by_name, civil.midnight), civil)
        self._roster = Roster(parameters, civil, by_name, self._rules.levers)
        self._engine = engine = Engine(
            civil,
            starts,
            stations=_stations(parameters),
            pools=_pools(parameters),
            calls=(self._midnight, self._edge, self._change, self._begin),
            rules=self._rules,
        )
        self._visits = Visits(parameters, seed, engine)
        self._courses = Courses(engine)
        self._recorder = Recorder(parameters, plants.late_clocks(by_name))
        self._made_with = state.fingerprint(parameters, planted)
        self._changed = 0
        engine.bring = self._visits.bring
        engine.on_end["triage"] = self._starts_to_wait
        for key in ENDS:
            engine.on_end[key] = self._closes

    # ------------------------------------------------------------------ the contract

    @property
    def now(self) -> int:
        """Return the simulated moment."""
        return self._engine.now

    def pre_admitted(self, after: int, until: int) -> list[tuple[int, Visit]]:
        """Return whose planned operation was written down in between, each with when."""
        return self._visits.pre_admitted(after, until)

    def run(self, until: int) -> pl.DataFrame:
        """Live until then and return EVENTS: the present version of each span touched meanwhile."""
        if until < self.now:
            raise ValueError("The hospital cannot go back in time.")
        with _no_collector():
            self._engine.agenda.run_until(until)
            touched, self._engine.touched = self._engine.touched, []
            self._courses.forget(until - vitals.KEPT)
            return self._recorder.frame(touched)

    def apply(self, change: Change) -> None:
        """Let a change take effect from its moment on; ChangeError where it cannot be made."""
        if change.at < self.now:
            raise ChangeError("A change takes effect now or later.")
        self._check(change)
        if change.at == self.now:
            self._set(change)
            self._engine.agenda.put(change.at, EDGE, first=True)
        else:
            self._engine.agenda.put(change.at, CHANGE, change, first=True)

    def establishment(self) -> Establishment:
        """Return the beds open, the staff on duty and the levers on, as in force now."""
        beds = {unit: beds.open for unit, beds in self._engine.beds.items()}
        return Establishment(beds, dict(self._roster.staff), frozenset(self._rules.levers))

    def vitals(self, since: int, until: int) -> pl.DataFrame:
        """Return the hourly vitals of inpatients in [since, until), of the last three days at most.

        Hours that are still to come are left out.
        """
        if since < self.now - vitals.KEPT:
            raise ValueError("Vitals are kept for three days.")
        return self._courses.frame(since, min(until, self.now))

    # ------------------------------------------------------------------ save and resume

    def save(self) -> bytes:
        """Return the state at `now`, a few ten thousand bytes."""
        engine = self._engine
        patients = sorted(engine.patients.values(), key=lambda patient: patient.number)
        return state.dump(
            {
                "now": self.now,
                "seed": self.seed,
                "starts": self.starts,
                "made_with": self._made_with,
                "counts": [self._visits.made, self._changed, engine.arrived, engine.left],
                "beds": {unit: beds.open for unit, beds in engine.beds.items()},
                "capacities": {name: s.capacity for name, s in engine.stations.items()},
                "staff": [[*who, number] for who, number in self._roster.staff.items()],
                "downs": [astuple(one) for one in (*self._roster.downs, *self._roster.ups)],
                "levers": sorted(self._rules.levers),
                "factors": [[number, astuple(change)] for number, change in self._visits.factors],
                "patients": [state.patient_row(patient) for patient in patients],
                "entries": list(self._entries()),
                "courses": self._courses.rows(),
            }
        )

    @classmethod
    def resume(
        cls, saved: bytes, *, parameters: Parameters, plants: Sequence[Plant] = ()
    ) -> "Hospital":
        """Return the hospital that was saved, with the parameters and plants it was made with."""
        content = state.read(saved)
        hospital = cls.__new__(cls)
        hospital._make(parameters, content["seed"], content["starts"], plants)
        if content["made_with"] != hospital._made_with:
            raise state.StateError("This state belongs to other parameters or planted truths.")
        hospital._put_back(content)
        return hospital

    def _put_back(self, content: dict[str, Any]) -> None:
        engine, roster, visits = self._engine, self._roster, self._visits
        visits.made, self._changed, engine.arrived, engine.left = content["counts"]
        engine.agenda.set_now(content["now"])
        for unit, number in content["beds"].items():
            engine.beds[unit].open = number
        for name, number in content["capacities"].items():
            engine.stations[name].capacity = number
        roster.staff = {(role, shift): number for role, shift, number in content["staff"]}
        for change in (Change(*row) for row in content["downs"]):
            (roster.downs if change.kind == DOWN else roster.ups).append(change)
        self._rules.levers.update(content["levers"])
        visits.factors = [(number, Change(*row)) for number, row in content["factors"]]
        for row in content["patients"]:
            patient = visits.patient(Visit(*row[0]), row[1])
            state.put_back(engine, patient, row)
        for queue in (*engine.stations.values(), *set(engine.pool_of.values())):
            heapify(queue.queue)
        for at, first, what, one, two in content["entries"]:
            engine.agenda.put(at, what, *self._arguments(what, one, two), first=bool(first))
        self._courses.put_back(content["courses"])

    def _entries(self) -> Iterator[list[Any]]:
        """Yield what is due as plain types; what is due to somebody who is gone means nothing."""
        for at, first, what, one, two in self._engine.agenda.entries():
            if isinstance(one, Patient):
                if one.visit.number not in self._engine.patients:
                    continue
                one = one.visit.number
            elif isinstance(one, Visit):
                one = state.visit_row(one)
            elif isinstance(one, Change):
                one = astuple(one)
            yield [at, int(first), what, one, two]

    def _arguments(self, what: int, one: Any, two: Any) -> tuple[Any, Any]:
        if what == COME:
            return Visit(*one), two
        if what == CHANGE:
            return Change(*one), two
        if what <= PATIENCE:
            return self._engine.patients[one], two
        return one, two

    # ------------------------------------------------------------------ the agenda's calls

    def _begin(self, _: Any, __: Any) -> None:
        self._refresh()
        self._visits.open_with_inpatients()

    def _midnight(self, day: int, _: Any) -> None:
        """Put the day that begins on the agenda: who comes, and when capacities change."""
        agenda = self._engine.agenda
        agenda.put(self._civil.midnight(day + 1), MIDNIGHT, day + 1, first=True)
        for clock in self._roster.edges():
            agenda.put(self._civil.on(day, clock), EDGE, first=True)
        self._visits.expect_day(day)

    def _edge(self, _: Any, __: Any) -> None:
        self._refresh()

    def _change(self, change: Change, _: Any) -> None:
        self._set(change)
        self._refresh()

    def _refresh(self) -> None:
        """Bring every capacity up to date, and serve who can be served now."""
        engine, roster, now = self._engine, self._roster, self.now
        roster.forget(now)
        for station in engine.stations.values():
            station.capacity = roster.capacity(station.name, now)
            engine.serve(station)
        for pool in dict.fromkeys(engine.pool_of.values()):
            engine.fill(pool)

    # ------------------------------------------------------------------ changes

    def _check(self, change: Change) -> None:
        beds = self._engine.beds.get(change.name)
        if change.kind == BEDS and (beds is None or change.value > beds.physical):
            most = f" has {beds.physical} beds" if beds else " has no beds"
            raise ChangeError(f"{UNITS.get(change.name, change.name)}{most}.")
        if change.kind == STAFF and tuple(change.name.split("/")) not in self._roster.staff:
            raise ChangeError(f"{change.name}: there is no such role and shift.")
        if change.kind in (DOWN, LONGER) and change.name not in self._engine.stations:
            raise ChangeError(f"{change.name}: there is no such station.")
        if change.kind == SOONER:
            unit, _, hours = change.name.partition("/")
            if unit not in self._engine.beds or not hours.isdecimal():
                raise ChangeError(f"{change.name}: a unit with beds and hours are needed.")
        if change.kind == EFFECT and change.name not in levers.LEVERS:
            raise ChangeError(f"{change.name}: there is no such lever.")

    def _set(self, change: Change) -> None:
        self._changed += 1
        kind, agenda = change.kind, self._engine.agenda
        if kind == BEDS:
            self._engine.beds[change.name].open = int(change.value)
        elif kind == STAFF:
            self._roster.set_staff(change.name, int(change.value))
        elif kind in (DOWN, LONGER):
            (self._roster.downs if kind == DOWN else self._roster.ups).append(change)
            if change.until is not None:
                agenda.put(change.until, EDGE, first=True)
        elif kind == EFFECT:
            levers_on = self._rules.levers
            levers_on.add(change.name) if change.value else levers_on.discard(change.name)
        elif kind == SOONER:
            unit, _, hours = change.name.partition("/")
            patients, by = int(change.value), int(hours) * HOUR
            hastening.hasten(self._engine, unit, patients=patients, by=by)
        elif kind == ARRIVALS:
            self._visits.factors.append((self._changed, change))
            self._visits.expect_more(self._civil.day(change.at), self._changed, change)
        elif kind == CASUALTIES:
            self._visits.expect_casualties(self._changed, change)

    # ------------------------------------------------------------------ what is listened to

    def _starts_to_wait(self, patient: Patient, _: Step) -> None:
        if patient.patience:
            self._engine.agenda.put(self.now + patient.patience[0], PATIENCE, patient)

    def _closes(self, patient: Patient, step: Step) -> None:
        patient.closed = True
        self._engine.left += 1
        if step.stage.key == "discharged":
            self._visits.expect_again(patient)


@contextmanager
def _no_collector() -> Iterator[None]:
    """Pause Python's collector of cycles: the engine makes none, and looking for them through all
    steps takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _stations(parameters: Parameters) -> list[Station]:
    return [
        Station(name, entry.role, entry.machines) for name, entry in parameters.stations.items()
    ]


def _pools(parameters: Parameters) -> list[Pool]:
    beds = {
        unit: Beds(unit, entry.open, entry.physical) for unit, entry in parameters.units.items()
    }
    groups = [MEDICINE, SURGERY]
    groups += [(unit,) for unit in beds if unit not in MEDICINE + SURGERY]
    return [Pool(tuple(beds[unit] for unit in group)) for group in groups]
