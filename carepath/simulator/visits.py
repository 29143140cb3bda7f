"""Visits: who comes to the hospital, when, and as whom."""

from itertools import count
from random import Random

from carepath.frames.columns import READMISSION_OF
from carepath.frames.moments import HOUR, MINUTE
from carepath.simulator import pathways
from carepath.simulator.arrivals import A_DAY, PLANNED, Arrivals
from carepath.simulator.changes import Change
from carepath.simulator.engine import COME, Engine, Patient
from carepath.simulator.parameters import Parameters
from carepath.simulator.way import Visit, Way

AT_ONCE = 30 * MINUTE
"""Within this time all casualties of one event come."""
AGAIN = "BC"
"""Letters behind the number of a case: the first and the second time somebody comes back."""
DOORS = {"planned": "THE", "clinic": "CLI"}
"""Where a visit of a kind begins; all others come to the emergency department."""
OFFICE, EACH = 15 * HOUR, 3 * MINUTE
"""When the office begins to write down the next open day's operations, and how long one takes."""
LONGEST = 20
"""Nights that bound the search for stays which are met under way."""


class Visits:
    """Makes patients and puts visits on the engine's agenda.

    The number of a visit seeds everything about it and says where it came from: D a day's own
    visits, X more than usual, M many at once, A already in. `factors` are the changes of arrivals,
    each with its number.
    """

    def __init__(self, parameters: Parameters, seed: int, engine: Engine) -> None:
        self._parameters, self._seed, self._engine = parameters, seed, engine
        self._civil = engine.civil
        self._arrivals = Arrivals(parameters, engine.civil, seed)
        self.made = 0
        self.factors: list[tuple[int, Change]] = []

    def patient(self, visit: Visit, number: int) -> Patient:
        """Return the patient of a visit with the whole way drawn."""
        way = Way(visit, self._parameters, Random(f"{self._seed}:{visit.number}"))
        pathways.build(way)
        patient = Patient(visit, number, way.steps)
        patient.facts, patient.returns_after = way.facts | _follows(visit), way.returns_after
        patient.patience = way.patience
        patient.unit = DOORS.get(visit.kind, "ED")
        return patient

    def bring(self, visit: Visit) -> None:
        """Let a visit begin now, unless a change keeps it away."""
        if visit.kind != "ed" or not self._stays_away(visit):
            patient = self.patient(visit, self.made)
            self.made += 1
            self._engine.admit(patient)

    def expect_day(self, day: int) -> None:
        """Put everybody on the agenda who comes on a local day."""
        arrivals, planned = self._arrivals, self._parameters.planned
        self._expect(day, 0, "ed", arrivals.emergencies(day))
        for number, change in self.factors:
            if change.at < self._civil.midnight(day):
                self.expect_more(day, number, change)
        if arrivals.is_open(day):
            slots = arrivals.planned(day, planned.clinic_a_day, planned.clinic_hours, "clinic")
            self._expect(day, PLANNED, "clinic", slots)
            self._put(self._operations(day))

    def pre_admitted(self, after: int, until: int) -> list[tuple[int, Visit]]:
        """Return whose planned operation the office writes down after one moment and up to the
        other, each with when: those of the next open day, in the afternoon before it."""
        civil, is_open = self._civil, self._arrivals.is_open
        found: list[tuple[int, Visit]] = []
        for day in filter(is_open, range(civil.day(after), civil.day(until) + 1)):
            after_it = next(other for other in count(day + 1) if is_open(other))
            for place, visit in enumerate(self._operations(after_it)):
                at = civil.on(day, OFFICE + place * EACH)
                if after < at <= until:
                    found.append((at, visit))
        return found

    def _operations(self, day: int) -> list[Visit]:
        """Return who comes on an open day for a planned operation."""
        planned = self._parameters.planned
        slots = self._arrivals.planned(day, planned.surgery_a_day, planned.surgery_hours, "surgery")
        return _numbered(day, PLANNED + A_DAY // 4, "planned", slots)

    def expect_more(self, day: int, number: int, change: Change) -> None:
        """Put on the agenda who comes on a day because of a change of arrivals."""
        for place, at in enumerate(self._arrivals.more(day, change.name, change.value - 1)):
            if at >= max(change.at, self._engine.now) and not _over(change, at):
                case = f"{number:02d}{day:03d}{place:04d}"
                self._come(Visit(f"X{case}", "ed", at, f"PX{case}", 0, change.name))

    def expect_casualties(self, number: int, change: Change) -> None:
        """Put on the agenda who is brought in after something happened."""
        rng = Random(f"{self._seed}:casualties {change.at}")
        moments = sorted(change.at + int(rng.random() * AT_ONCE) for _ in range(int(change.value)))
        for place, at in enumerate(moments):
            case = f"{number:03d}{place:04d}"
            self._come(Visit(f"M{case}", "casualty", at, f"PM{case}", 0, change.name))

    def expect_again(self, patient: Patient) -> None:
        """Put on the agenda the return of somebody who went home."""
        old = patient.visit
        if patient.returns_after > 0:
            case = old.number.rstrip(AGAIN) + AGAIN[old.depth]
            at = self._engine.now + patient.returns_after
            self._come(Visit(case, "ed", at, old.patient, old.depth + 1))

    def open_with_inpatients(self) -> None:
        """Bring the patients who are in their beds when the record begins."""
        for unit, number in self._parameters.already_in.items():
            for place in range(number):
                self._already_in(unit, f"A{unit}{place:03d}")

    def _already_in(self, unit: str, number: str) -> None:
        now = self._engine.now
        kind = unit if unit in self._parameters.nights else "MED"
        rng = Random(f"{self._seed}:{number}:before")
        whole = self._length_under_way(rng, kind)
        left = int(rng.random() * whole)
        self.bring(Visit(number, "inpatient", now, f"P{number[1:]}", 0, f"{unit} {left}"))
        stay = self._engine.patients[number].steps[0]
        if stay.started == now:  # else there was no bed: they wait as newcomers do
            stay.requested = stay.started = now - int((whole - left) * 24 * HOUR)

    def _length_under_way(self, rng: Random, kind: str) -> float:
        """Return the nights of a stay met under way: the longer, the more likely it is met."""
        while True:
            nights = max(1.0, self._parameters.nights[kind].draw(rng) / MINUTE)
            if rng.random() * LONGEST < nights:
                return nights

    def _expect(self, day: int, first: int, kind: str, moments: list[int]) -> None:
        self._put(_numbered(day, first, kind, moments))

    def _put(self, visits: list[Visit]) -> None:
        for visit in visits:
            self._come(visit)

    def _come(self, visit: Visit) -> None:
        self._engine.agenda.put(visit.arrives, COME, visit)

    def _stays_away(self, visit: Visit) -> bool:
        """Tell whether a change keeps this visit from coming (a factor below 1)."""
        now = self._engine.now
        share = min((c.value for _, c in self.factors if not _over(c, now)), default=1.0)
        return share < 1.0 and Random(f"{self._seed}:{visit.number}:away").random() >= share


def _numbered(day: int, first: int, kind: str, moments: list[int]) -> list[Visit]:
    """Return a day's visits of a kind, numbered in order."""
    numbers = (f"{day * A_DAY + first + place:07d}" for place in range(len(moments)))
    return [Visit(f"D{n}", kind, at, f"P{n}") for n, at in zip(numbers, moments, strict=True)]


def _follows(visit: Visit) -> dict[str, str]:
    """Return what a return says of the visit before it."""
    if not visit.depth:
        return {}
    before = AGAIN[visit.depth - 2] if visit.depth > 1 else ""
    return {READMISSION_OF: visit.number.rstrip(AGAIN) + before}


def _over(change: Change, at: int) -> bool:
    return change.until is not None and at >= change.until
