"""The invented hospital: make it, let it run, change it, save it and go on.

Same parameters, seed, start, plants and changes give the same bytes, in whatever pieces it runs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from heapq import heapify
from random import Random
from typing import Any

import polars as pl

from carepath.frames.moments import HOUR, MINUTE
from carepath.simulator import levers, pathways, plants, state, vitals
from carepath.simulator.arrivals import A_DAY, PLANNED, Arrivals
from carepath.simulator.changes import (
    ARRIVALS,
    BEDS,
    CASUALTIES,
    DOWN,
    EFFECT,
    STAFF,
    Change,
    ChangeError,
)
from carepath.simulator.civil import Civil
from carepath.simulator.engine import COME as COMES
from carepath.simulator.engine import MORE, PATIENCE, Engine, Patient
from carepath.simulator.parameters import Parameters
from carepath.simulator.plants import Plant
from carepath.simulator.recorder import Recorder
from carepath.simulator.roster import Roster
from carepath.simulator.rules import Rules
from carepath.simulator.stages import (
    MEDICINE,
    SURGERY,
    UNITS,
)
from carepath.simulator.stations import Beds, Pool, Station
from carepath.simulator.way import Step, Visit, Way

MIDNIGHT, EDGE, CHANGE, BEGIN = MORE, MORE + 1, MORE + 2, MORE + 3
TOGETHER = (MEDICINE, SURGERY)
"""Units that stand in for each other when one is full."""
AT_ONCE = 30 * MINUTE
"""Within this time all casualties of one event come."""


@dataclass(frozen=True, slots=True)
class Establishment:
    """What is in force: open beds by unit code, and number on duty by (role, shift)."""

    beds: Mapping[str, int]
    staff: Mapping[tuple[str, str], int]


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
        civil = Civil(parameters.zone, starts)
        self._rules = Rules(levers.rules() + plants.rules(by_name, civil.midnight), civil)
        self._roster = Roster(parameters, civil, by_name, self._rules.levers)
        self._engine = Engine(
            civil,
            starts,
            stations=_stations(parameters),
            pools=_pools(parameters),
            calls=(self._midnight, self._edge, self._change, self._begin),
            rules=self._rules,
        )
        self._engine.bring = self._bring
        self._civil = civil
        self._arrivals = Arrivals(parameters, civil, seed)
        self._recorder = Recorder(parameters, plants.late_clocks(by_name))
        self._factors: list[tuple[int, Change]] = []
        self._made = self._changed = 0
        self._courses: dict[str, list[vitals.Course]] = {}
        self._listen()

    # ------------------------------------------------------------------ the contract

    @property
    def now(self) -> int:
        """Return the simulated moment."""
        return self._engine.now

    def run(self, until: int) -> pl.DataFrame:
        """Live until then and return EVENTS: the present version of each span touched meanwhile."""
        if until < self.now:
            raise ValueError("The hospital cannot go back in time.")
        self._engine.agenda.run_until(until)
        touched, self._engine.touched = self._engine.touched, []
        self._forget()
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
        """Return the beds open and the staff on duty as they are in force now."""
        beds = {unit: beds.open for unit, beds in self._engine.beds.items()}
        return Establishment(beds, dict(self._roster.staff))

    def vitals(self, since: int, until: int) -> pl.DataFrame:
        """Return the hourly vitals of inpatients in [since, until), of the last three days at most.

        Hours that are still to come are left out.
        """
        if since < self.now - vitals.KEPT:
            raise ValueError("Vitals are kept for three days.")
        courses = [course for found in self._courses.values() for course in found]
        return vitals.frame(courses, since, min(until, self.now))

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
                "counts": [self._made, self._changed, engine.arrived, engine.left],
                "beds": {unit: beds.open for unit, beds in engine.beds.items()},
                "staff": [[*who, number] for who, number in self._roster.staff.items()],
                "downs": [astuple(change) for change in self._roster.downs],
                "levers": sorted(self._rules.levers),
                "factors": [[number, astuple(change)] for number, change in self._factors],
                "patients": [state.patient_row(patient) for patient in patients],
                "entries": list(self._entries()),
                "courses": {
                    case: [astuple(course) for course in found]
                    for case, found in self._courses.items()
                },
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
        hospital._put_back(content)
        return hospital

    def _put_back(self, content: dict[str, Any]) -> None:
        engine, roster = self._engine, self._roster
        self._made, self._changed, engine.arrived, engine.left = content["counts"]
        engine.agenda._now = content["now"]
        for unit, number in content["beds"].items():
            engine.beds[unit].open = number
        roster.staff = {(role, shift): number for role, shift, number in content["staff"]}
        roster.downs = [Change(*row) for row in content["downs"]]
        self._rules.levers.update(content["levers"])
        self._factors = [(number, Change(*row)) for number, row in content["factors"]]
        for row in content["patients"]:
            patient = self._patient(Visit(*row[0]), row[1])
            state.put_back(engine, patient, row)
        for queue in (*engine.stations.values(), *set(engine.pool_of.values())):
            heapify(queue.queue)
        for at, first, what, one, two in content["entries"]:
            engine.agenda.put(at, what, *self._arguments(what, one, two), first=bool(first))
        self._courses = {
            case: [_course(row) for row in found] for case, found in content["courses"].items()
        }
        self._refresh()

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
        if what == COMES:
            return Visit(*one), two
        if what == CHANGE:
            return Change(*one), two
        if what <= PATIENCE:
            return self._engine.patients[one], two
        return one, two

    # ------------------------------------------------------------------ patients

    def _patient(self, visit: Visit, number: int) -> Patient:
        """Return the patient of a visit with the whole way drawn."""
        rng = Random(f"{self.seed}:{visit.number}")
        way = Way(visit, self.parameters, rng)
        way.mark = rng.random()
        pathways.build(way)
        patient = Patient(visit, number, way.steps)
        patient.facts, patient.returns_after = way.facts, way.returns_after
        patient.patience = way.patience
        return patient

    def _bring(self, visit: Visit) -> None:
        if visit.kind == "ed" and self._stays_away(visit):
            return
        patient = self._patient(visit, self._made)
        self._made += 1
        self._engine.admit(patient)

    def _stays_away(self, visit: Visit) -> bool:
        """Tell whether a change keeps this arrival from coming (a factor below 1)."""
        share = 1.0
        for _, change in self._factors:
            if change.until is None or self.now < change.until:
                share = min(share, change.value)
        return share < 1.0 and Random(f"{self.seed}:{visit.number}").random() >= share

    # ------------------------------------------------------------------ the agenda's calls

    def _begin(self, _: Any, __: Any) -> None:
        """Open with the patients who are already in their beds."""
        self._refresh()
        for unit, number in self.parameters.already_in.items():
            for place in range(number):
                self._already_in(unit, place)

    def _already_in(self, unit: str, place: int) -> None:
        number = f"A{unit}{place:03d}"
        rng = Random(f"{self.seed}:{number}:before")
        kind = {"SUR": "SUR", "ORT": "ORT", "STR": "STR"}.get(unit, "MED")
        whole = 1.0
        while True:  # a longer stay is more likely to be met
            whole = max(1.0, self.parameters.nights[kind].draw(rng) / MINUTE)
            if rng.random() * 20 < whole:
                break
        left = int(rng.random() * whole)
        visit = Visit(number, "inpatient", self.now, f"P{number[1:]}", 0, f"{unit} {left}")
        self._bring(visit)
        stay = self._engine.patients[number].steps[0]
        stay.requested = stay.started = self.now - int((whole - left) * 24 * HOUR)

    def _midnight(self, day: int, _: Any) -> None:
        """Draw the day that begins: who comes by themselves, who is planned, and the shifts."""
        agenda, arrivals, planned = self._engine.agenda, self._arrivals, self.parameters.planned
        agenda.put(self._civil.midnight(day + 1), MIDNIGHT, day + 1, first=True)
        for clock in self._roster.edges():
            agenda.put(self._civil.on(day, clock), EDGE, first=True)
        self._expect(day, 0, "ed", arrivals.emergencies(day))
        for number, change in self._factors:
            if change.at < self._civil.midnight(day):
                self._more(day, number, change)
        if not arrivals.is_open(day):
            return
        slots = arrivals.planned(day, planned.clinic_a_day, planned.clinic_hours, "clinic")
        self._expect(day, PLANNED, "clinic", slots)
        slots = arrivals.planned(day, planned.surgery_a_day, planned.surgery_hours, "surgery")
        self._expect(day, PLANNED + A_DAY // 4, "planned", slots)

    def _expect(self, day: int, first: int, kind: str, moments: list[int]) -> None:
        for place, at in enumerate(moments):
            number = f"{day * A_DAY + first + place:07d}"
            visit = Visit(f"D{number}", kind, at, f"P{number}")
            self._engine.agenda.put(at, COMES, visit)

    def _more(self, day: int, number: int, change: Change) -> None:
        """Let further people come on a day, as a change of arrivals says."""
        for place, at in enumerate(self._arrivals.more(day, change.name, change.value - 1)):
            if at >= max(change.at, self.now) and (change.until is None or at < change.until):
                case = f"{number:02d}{day:03d}{place:04d}"
                visit = Visit(f"X{case}", "ed", at, f"PX{case}")
                self._engine.agenda.put(at, COMES, visit)

    def _edge(self, _: Any, __: Any) -> None:
        self._refresh()

    def _change(self, change: Change, _: Any) -> None:
        self._set(change)
        self._refresh()

    def _refresh(self) -> None:
        """Bring every capacity up to date, and serve who can be served now."""
        engine, roster, now = self._engine, self._roster, self.now
        roster.downs = [down for down in roster.downs if down.until is None or now < down.until]
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
        if change.kind == DOWN and change.name not in self._engine.stations:
            raise ChangeError(f"{change.name}: there is no such station.")
        if change.kind == EFFECT and change.name not in levers.LEVERS:
            raise ChangeError(f"{change.name}: there is no such lever.")

    def _set(self, change: Change) -> None:
        self._changed += 1
        kind, agenda = change.kind, self._engine.agenda
        if kind == BEDS:
            self._engine.beds[change.name].open = int(change.value)
        elif kind == STAFF:
            self._roster.set_staff(change.name, int(change.value))
        elif kind == DOWN:
            self._roster.downs.append(change)
            if change.until is not None:
                agenda.put(change.until, EDGE, first=True)
        elif kind == EFFECT:
            levers_on = self._rules.levers
            levers_on.add(change.name) if change.value else levers_on.discard(change.name)
        elif kind == ARRIVALS:
            self._factors.append((self._changed, change))
            self._more(self._civil.day(change.at), self._changed, change)
        elif kind == CASUALTIES:
            self._casualties(change)

    def _casualties(self, change: Change) -> None:
        rng = Random(f"{self.seed}:casualties {change.at}")
        moments = sorted(change.at + int(rng.random() * AT_ONCE) for _ in range(int(change.value)))
        for place, at in enumerate(moments):
            case = f"{self._changed:03d}{place:04d}"
            self._engine.agenda.put(at, COMES, Visit(f"M{case}", "casualty", at, f"PM{case}"))

    # ------------------------------------------------------------------ what is listened to

    def _listen(self) -> None:
        engine = self._engine
        for key in ("discharged", "left_unseen", "died", "clinic_end"):
            engine.on_end[key] = self._closes
        for key in ("amu_stay", "ward_stay", "icu_stay"):
            engine.on_start[key] = self._course_begins
            engine.on_end[key] = self._course_ends
        engine.on_end["triage"] = self._starts_to_wait
        engine.on_coming["worse"] = self._turns
        engine.on_coming["died"] = self._sinks

    def _closes(self, patient: Patient, step: Step) -> None:
        patient.closed = True
        self._engine.left += 1
        if step.stage.key == "discharged" and patient.returns_after > 0:
            old = patient.visit
            case = old.number.rstrip("BC") + "BC"[old.depth]
            at = self.now + patient.returns_after
            visit = Visit(case, "ed", at, old.patient, old.depth + 1)
            self._engine.agenda.put(at, COMES, visit)

    def _starts_to_wait(self, patient: Patient, _: Step) -> None:
        if patient.patience:
            self._engine.agenda.put(self.now + patient.patience[0], PATIENCE, patient)

    def _course_begins(self, patient: Patient, step: Step) -> None:
        visit = patient.visit
        course = vitals.begin(visit.number, visit.patient, step.unit, self.now)
        self._courses.setdefault(visit.number, []).append(course)

    def _course_ends(self, patient: Patient, step: Step) -> None:
        for course in self._courses[patient.visit.number]:
            if course.ended < 0 and course.unit == step.unit:
                course.ended = self.now
                return

    def _turns(self, patient: Patient, step: Step, at: int) -> None:
        course = self._courses[patient.visit.number][-1]
        course.head_for(max(self.now, at - vitals.TURN), at, vitals.ILL)

    def _sinks(self, patient: Patient, step: Step, at: int) -> None:
        if patient.visit.number in self._courses:
            self._courses[patient.visit.number][-1].head_for(self.now, at, vitals.WORST)

    def _forget(self) -> None:
        """Let go of courses that nobody may ask for any more."""
        before = self.now - vitals.KEPT
        old = [
            case
            for case, found in self._courses.items()
            if found[-1].ended >= 0 and found[-1].ended < before
        ]
        for case in old:
            del self._courses[case]


def _stations(parameters: Parameters) -> list[Station]:
    return [
        Station(name, entry.role, entry.machines) for name, entry in parameters.stations.items()
    ]


def _pools(parameters: Parameters) -> list[Pool]:
    beds = {
        unit: Beds(unit, entry.open, entry.physical) for unit, entry in parameters.units.items()
    }
    groups = [*TOGETHER]
    groups += [(unit,) for unit in beds if not any(unit in group for group in TOGETHER)]
    return [Pool(tuple(beds[unit] for unit in group)) for group in groups]


def _course(row: list[Any]) -> vitals.Course:
    *plain, knots = row
    return vitals.Course(*plain, [(at, level) for at, level in knots])
