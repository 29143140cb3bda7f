"""The engine: patients go their ways through stations and beds, on whole microseconds.

It knows no hospital: stations, pools, rules and the ways of patients are given. What it promises:
nobody is served before being asked for, no capacity is exceeded by something that starts, no bed
holds two, and everything that is due can be written down and taken up again.
"""

from collections.abc import Callable, Iterable, Mapping
from heapq import heappop, heappush
from typing import Any

from carepath.frames.spans import POINT, STAY
from carepath.simulator.agenda import Agenda
from carepath.simulator.civil import Civil
from carepath.simulator.rules import Rules
from carepath.simulator.stages import HIDDEN
from carepath.simulator.stations import Pool, Station
from carepath.simulator.way import (
    COMING,
    ENDED,
    HELD,
    IDLE,
    QUEUED,
    RESERVED,
    STARTED,
    Step,
    Visit,
)

COME, ASK, JOIN, END, PATIENCE, MORE = range(6)
"""Numbers of the engine's own calls in the agenda; a hospital's further calls begin at MORE."""


class Patient:
    """One visit under way. `unit` is where the patient is; `open` counts the steps to come."""

    __slots__ = (
        "closed",
        "facts",
        "number",
        "open",
        "patience",
        "returns_after",
        "seq",
        "steps",
        "unit",
        "visit",
    )

    def __init__(self, visit: Visit, number: int, steps: list[Step]) -> None:
        self.visit, self.number, self.steps = visit, number, steps
        self.unit = "ED"
        self.open = len(steps)
        self.seq = 0
        self.closed = False
        self.facts: Mapping[str, Any] = {}
        self.returns_after = -1
        self.patience: tuple[int, int, int] | None = None


class Engine:
    """Stations, beds, the agenda and everybody who is under way.

    What a way cannot know by itself hangs on the keys of stages: `on_coming`, `on_start`, `on_end`.
    """

    def __init__(
        self,
        civil: Civil,
        starts: int,
        *,
        stations: Iterable[Station] = (),
        pools: Iterable[Pool] = (),
        calls: tuple[Callable[[Any, Any], None], ...] = (),
        rules: Rules | None = None,
    ) -> None:
        own = (self._come, self._ask, self._join, self._end, self._lose_patience)
        self.agenda = Agenda(starts, own + calls)
        self.civil = civil
        self.rules = rules or Rules()
        self.stations = {station.name: station for station in stations}
        self.pool_of = {beds.unit: pool for pool in pools for beds in pool.units}
        self.beds = {beds.unit: beds for pool in self.pool_of.values() for beds in pool.units}
        self.patients: dict[str, Patient] = {}
        self.touched: list[tuple[Patient, int]] = []
        self.arrived = self.left = 0
        self.bring: Callable[[Visit], None] = lambda visit: None
        self.on_end: dict[str, Callable[[Patient, Step], None]] = {}
        self.on_start: dict[str, Callable[[Patient, Step], None]] = {}
        self.on_coming: dict[str, Callable[[Patient, Step, int], None]] = {}

    @property
    def now(self) -> int:
        return self.agenda.now

    # ------------------------------------------------------------------ patients

    def admit(self, patient: Patient) -> None:
        """Let a patient set out now: every step that needs nothing is ready."""
        self.arrived += 1
        self.patients[patient.visit.number] = patient
        for index, step in enumerate(patient.steps):
            if step.needs == 0:
                self._ready(patient, index)

    def _come(self, visit: Visit, _: None) -> None:
        self.bring(visit)

    def _ready(self, patient: Patient, index: int) -> None:
        step = patient.steps[index]
        if step.state != IDLE:
            return
        now = at = self.agenda.now
        if step.delay:
            at += step.delay
        if step.clock is not None:
            days, low, high, late = step.clock
            if days >= 0:
                at = max(at, self.civil.next_days(at, days, low))
            else:
                at = self.civil.opening(at, low, high, late)
        if at > now:
            step.state = COMING
            self.agenda.put(at, ASK, patient, index)
            hook = self.on_coming.get(step.stage.key)
            if hook:
                hook(patient, step, at)
        else:
            self._request(patient, index, step)

    def _ask(self, patient: Patient, index: int) -> None:
        step = patient.steps[index]
        if step.state == COMING:
            self._request(patient, index, step)

    def _request(self, patient: Patient, index: int, step: Step) -> None:
        stage = step.stage
        now = self.agenda.now
        if step.since >= 0:
            first = patient.steps[step.since]
            if stage.kind == HIDDEN:
                step.unit, step.place = first.unit, first.place
                step.requested = now
            else:
                step.requested = first.requested
        else:
            step.requested = now
        if not step.unit and stage.kind != STAY:
            step.unit = patient.unit
        hold = step.hold
        if step.rule in self.rules.holds:
            hold = self.rules.hold(step.rule, hold, step.unit, now)
        if stage.kind != POINT:
            self._touch(patient, step, index)
        if hold:
            step.state = HELD
            self.agenda.put(now + hold, JOIN, patient, index)
        else:
            self._join(patient, index)

    def _join(self, patient: Patient, index: int) -> None:
        """Put a requested step into its queue, or start it where nobody has to be waited for."""
        step = patient.steps[index]
        if step.state >= QUEUED:  # it is over, or somebody saw to it sooner
            return
        if step.wanted:
            step.state = QUEUED
            pool = self.pool_of[step.wanted]
            job = (step.priority, step.requested, patient.number, index, patient)
            heappush(pool.queue, job)
            self.fill(pool)
        elif step.station:
            station = self.stations[step.station]
            if station.busy < station.capacity and not station.queue:
                if step.stage.kind != HIDDEN:
                    step.place = station.take()
                else:
                    station.busy += 1
                self._start(patient, index, step)
            else:
                step.state = QUEUED
                job = (step.priority, step.requested, patient.number, index, patient)
                heappush(station.queue, job)
                self.serve(station)
        else:
            self._start(patient, index, step)

    def serve(self, station: Station) -> None:
        """Start what waits at a station as far as its capacity goes."""
        queue = station.queue
        while queue and station.busy < station.capacity:
            *_, index, patient = heappop(queue)
            step = patient.steps[index]
            if step.state == QUEUED:
                if step.stage.kind != HIDDEN:
                    step.place = station.take()
                else:
                    station.busy += 1
                self._start(patient, index, step)

    def fill(self, pool: Pool) -> None:
        """Give free beds to those who wait for them, in order."""
        queue = pool.queue
        while queue:
            *_, index, patient = queue[0]
            step = patient.steps[index]
            if step.state != QUEUED:
                heappop(queue)
                continue
            beds = pool.choose(step.wanted)
            if beds is None:
                return
            heappop(queue)
            step.unit, step.place = beds.unit, beds.take()
            step.state = RESERVED
            if step.kept:
                self._touch(patient, step, index)
                for follower in step.kept:
                    self._count_down(patient, follower)
            else:
                self._start(patient, index, step)

    def _start(self, patient: Patient, index: int, step: Step) -> None:
        now = self.agenda.now
        step.state, step.started = STARTED, now
        stage = step.stage
        kind = stage.kind
        self._touch(patient, step, index)
        if kind == STAY:
            patient.unit = step.unit
        hook = self.on_start.get(stage.key)
        if hook:
            hook(patient, step)
        if step.upon:
            for follower in step.upon:
                self._count_down(patient, follower)
        if kind == POINT:
            self._finish(patient, index, step)
        elif kind != STAY:
            take = step.take
            if step.rule in self.rules.takes:
                take = self.rules.take(step.rule, take, step.unit, now)
            self.agenda.put(now + take, END, patient, index)

    def _end(self, patient: Patient, index: int) -> None:
        step = patient.steps[index]
        if step.state == STARTED:
            self._finish(patient, index, step)

    def _finish(self, patient: Patient, index: int, step: Step) -> None:
        """End a step that goes on: free what it held, then let everything follow."""
        step.state, step.ended = ENDED, self.agenda.now
        stage = step.stage
        self._touch(patient, step, index)
        station = self.stations[step.station] if step.station and step.started >= 0 else None
        if stage.kind == HIDDEN:
            station.busy -= 1
            beds = self.beds[step.unit]
            beds.give_back(step.place)
            self.fill(self.pool_of[step.unit])
        elif station is not None:
            station.give_back(step.place)
        elif stage.kind == STAY and not step.cleaned:
            self.beds[step.unit].give_back(step.place)
            self.fill(self.pool_of[step.unit])
        for follower in step.then:
            self._count_down(patient, follower)
        hook = self.on_end.get(stage.key)
        if hook:
            hook(patient, step)
        if station is not None and station.queue:
            self.serve(station)
        self._close(patient, 1)

    def _count_down(self, patient: Patient, follower: int) -> None:
        if follower < 0:
            self._turn(patient, ~follower)
            return
        step = patient.steps[follower]
        step.needs -= 1
        if step.needs == 0:
            self._ready(patient, follower)

    def _turn(self, patient: Patient, index: int) -> None:
        """Begin the stay that a bed is kept for, or end the one that goes on."""
        step = patient.steps[index]
        if step.state == RESERVED:
            self._start(patient, index, step)
        elif step.state == STARTED:
            self._finish(patient, index, step)

    def _close(self, patient: Patient, steps: int) -> None:
        patient.open -= steps
        if patient.open == 0:
            del self.patients[patient.visit.number]

    # ------------------------------------------------------------------ leaving unseen

    def _lose_patience(self, patient: Patient, _: None) -> None:
        """Leave if the awaited step has not started; else forget the steps of leaving."""
        _, awaited, first = patient.patience
        steps = patient.steps
        unseen = steps[awaited].state < STARTED
        for index, step in enumerate(steps):
            leaving = index >= first
            if leaving != unseen and step.state != ENDED:
                self._drop(patient, index, step)
        if unseen:
            self._count_down(patient, first)

    def _drop(self, patient: Patient, index: int, step: Step) -> None:
        """End a step without what would follow: a request is withdrawn, work is broken off."""
        if step.state == STARTED:
            step.then = []
            self._finish(patient, index, step)
            return
        if step.state >= HELD:
            step.ended = self.agenda.now
            self._touch(patient, step, index)
        step.state = ENDED
        self._close(patient, 1)

    # ------------------------------------------------------------------ what was touched

    def _touch(self, patient: Patient, step: Step, index: int) -> None:
        if step.stage.kind == HIDDEN:
            return
        if step.seq < 0:
            step.seq = patient.seq
            patient.seq += 1
        if not step.touched:
            step.touched = True
            self.touched.append((patient, index))
