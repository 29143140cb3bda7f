"""Visits: what the set of a visit's events makes of it, whatever order they arrived in.

Method: what stands of the events (`standing`) is walked through once, in order. Arrival plays no
part, so that any permutation, repetition or delay ends in the same visit, and a late event is no
special case: the visit is folded anew.
Assumption: of one visit no two different events of one kind happen at the same place and moment.
Reference: HL7 v2.8.2 chapter 3; docs/algorithms/visits.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from carepath.analysis.standing import in_order, standing
from carepath.frames.adt import (
    ARRIVED,
    CANCELLED,
    ENCOUNTER,
    ERROR,
    FINISHED,
    IN_PROGRESS,
    ON_LEAVE,
    PLANNED,
    TRIAGED,
    Admission,
    Named,
    Place,
    Reported,
    Stay,
    Visit,
)  # fmt: skip


def fold(events: Iterable[Admission]) -> Visit:
    """Return the visit that these events make."""
    ordered = in_order(events)
    kept, doubts = standing(ordered)
    return walked(kept, nothing=nothing_left(ordered), doubts=doubts)


def walked(kept: Iterable[Admission], *, nothing: str, doubts: Iterable[str] = ()) -> Visit:
    """Return the visit that these events make, one after the other; none make it `nothing`."""
    walk = _Walk()
    for event in kept:
        walk.take(event)
    return walk.visit(nothing, doubts)


def nothing_left(ordered: list[Admission]) -> str:
    """Return what a visit is of which nothing moved it: planned and given up, or a mistake."""
    said = {event.trigger for event in ordered}
    if said == {"R01"}:
        return IN_PROGRESS  # results came before the visit did
    return CANCELLED if said - {"R01"} <= {"A05", "A14", "A38", "A27"} else ERROR


def _reported(event: Admission) -> Reported:
    """Return the stretch of a result; one reported before it began took no time."""
    report = event.report
    until = max(event.occurred, report.reported)
    return Reported(event.occurred, until, report.order, report.service, report.asked)


@dataclass(slots=True)
class _Walk:
    """A visit as far as it has been walked through."""

    status: str = ""
    opened: int | None = None
    closed: int | None = None
    stays: list[Stay] = field(default_factory=list)
    classes: list[Named] = field(default_factory=list)
    leaves: list[Named] = field(default_factory=list)
    steps: list[Named] = field(default_factory=list)
    reports: dict[str, Admission] = field(default_factory=dict)
    statuses: list[Named] = field(default_factory=list)
    precision: int = 0
    void: str = ""  # what it is if nothing else is said of it
    reserved: Place = Place()
    expected: int | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)

    def take(self, event: Admission) -> None:
        """Let one event take effect."""
        before = self.status
        _EFFECTS.get(event.trigger, _Walk._told)(self, event)
        if self.status == FINISHED:
            _end(self.statuses, event.occurred)
        elif self.status != before:
            self._open(self.statuses, event, self.status)
        self.precision = max(self.precision, event.precision)
        for name, value in event.attributes:
            if value is not None:
                self.attributes[name] = value

    def visit(self, nothing: str, doubts: Iterable[str]) -> Visit:
        """Return the visit as it stands; `nothing` is what it is if no event stood."""
        said = {name: value for name, value in self.attributes.items() if value}
        reports = [_reported(one) for one in self.reports.values() if not one.report.withdrawn]
        if not self.status and nothing != IN_PROGRESS:
            reports = []
        elif not self.status and reports:
            self.doubts.append("opened without an admission")
            self.opened = min(one.since for one in reports)
        return Visit(
            status=self.status or self.void or nothing,
            opened=self.opened,
            closed=self.closed,
            stays=tuple(self.stays),
            classes=tuple(self.classes),
            leaves=tuple(self.leaves),
            steps=tuple(self.steps),
            reports=tuple(sorted(reports, key=lambda one: (one.since, one.cause))),
            statuses=tuple(self.statuses),
            precision=self.precision,
            reserved=self.reserved,
            discharge_expected=self.expected,
            attributes=said,
            doubts=tuple(dict.fromkeys([*self.doubts, *doubts])),
        )

    def _planned(self, event: Admission) -> None:
        if not self.status:
            self.status = PLANNED
        if self.status == PLANNED:
            self.reserved = event.place or self.reserved

    def _arrived(self, event: Admission) -> None:
        self._begin(event, ARRIVED if self.status in ("", PLANNED, FINISHED) else self.status)
        self._move(event, event.temporary or event.place)
        self._class(event, event.patient_class or "O")

    def _admitted(self, event: Admission) -> None:
        self._begin(event, IN_PROGRESS)
        self._move(event, event.place)
        self._class(event, event.patient_class or "I")
        self.reserved = Place()

    def _reclassed(self, event: Admission) -> None:
        self._known(event)
        self._move(event, event.place)
        self._class(event, event.patient_class or ("I" if event.trigger == "A06" else "O"))

    def _moved(self, event: Admission) -> None:
        if self._over(event):
            return
        self._known(event)
        self._move(event, event.place)
        self.reserved = Place()

    def _swapped(self, event: Admission) -> None:
        """Change beds with another: what is planned for either stays planned."""
        reserved = self.reserved
        self._moved(event)
        if self.status != FINISHED and reserved != event.place:
            self.reserved = reserved

    def _left(self, event: Admission) -> None:
        if self._over(event):
            return
        self._known(event)
        self.status, self.closed = FINISHED, event.occurred
        for stretches in (self.stays, self.classes, self.leaves, self.steps):
            _end(stretches, event.occurred)
        self.reserved, self.expected = Place(), None

    def _out(self, event: Admission) -> None:
        if not self._over(event):
            self._known(event)
            self.status = ON_LEAVE
            self._open(self.leaves, event, "leave")

    def _back(self, event: Admission) -> None:
        if not self._over(event):
            self._known(event)
            self.status = IN_PROGRESS
            _end(self.leaves, event.occurred)

    def _departed(self, event: Admission) -> None:
        if not self._over(event):
            self._known(event)
            where = event.temporary or event.place
            self._open(self.steps, event, where.unit or "elsewhere")

    def _arrived_back(self, event: Admission) -> None:
        if not self._over(event):
            self._known(event)
            _end(self.steps, event.occurred)

    def _transfer_expected(self, event: Admission) -> None:
        if not self._over(event):
            self._known(event)
            self.reserved = event.pending or event.place

    def _discharge_expected(self, event: Admission) -> None:
        if not self._over(event):
            self._known(event)
            self.expected = event.expected

    def _result(self, event: Admission) -> None:
        """Keep the latest word on an order, whatever becomes of the visit."""
        held = self.reports.setdefault(event.report.order, event)
        if _word(event) > _word(held):
            self.reports[event.report.order] = event

    def _stood(self, event: Admission) -> None:
        """Take what an Encounter says changed; what messages told at that moment stands."""
        if event.status in (CANCELLED, ERROR):
            self.void = event.status
        elif event.status == PLANNED:
            self._planned(replace(event, place=event.pending or event.place))
        elif event.status == FINISHED:
            if self.closed != event.occurred:
                self._left(event)
        elif not self._over(event):
            self._enter(event)
            self._stand(event)

    def _enter(self, event: Admission) -> None:
        """Take a status; who is in care already does not go back to arrival."""
        back = event.status in (ARRIVED, TRIAGED) and self.status in (IN_PROGRESS, ON_LEAVE)
        if event.status is None or back:
            self._known(event)
            return
        was, self.status = self.status, event.status
        if self.opened is None or was == PLANNED:
            self.opened = event.occurred
        if event.status == ON_LEAVE and was != ON_LEAVE:
            self._open(self.leaves, event, "leave")
        elif event.status != ON_LEAVE:
            _end(self.leaves, event.occurred)

    def _stand(self, event: Admission) -> None:
        """Take the place, the class and what is expected."""
        last = self.stays[-1] if self.stays else None
        lies = last is not None and last.until is None and last.place.is_in(event.place)
        if event.vacated:
            _end(self.stays, event.occurred)
        elif not lies:
            self._move(event, event.place)
        if event.place or event.pending:
            self.reserved = event.pending
        if event.patient_class:
            self._class(event, event.patient_class)
        self.expected = event.expected or self.expected

    def _told(self, event: Admission) -> None:
        self._known(event)
        if event.place and self.stays and event.place != self.stays[-1].place:
            self.doubts.append(f"{event.trigger} names another place")

    def _begin(self, event: Admission, status: str) -> None:
        if self.status == FINISHED:
            self.doubts.append(f"{event.trigger} after the discharge")
            self.closed = None
        self.status = status
        if self.opened is None:
            self.opened = event.occurred

    def _known(self, event: Admission) -> None:
        """Open the visit if its opening has not come (yet)."""
        if not self.status or (self.status == PLANNED and event.trigger in _MOVES):
            self.doubts.append("opened without an admission")
            self.status, self.opened = IN_PROGRESS, event.occurred

    def _over(self, event: Admission) -> bool:
        """Return whether the visit had ended; what comes after that has no effect."""
        if self.status == FINISHED:
            self.doubts.append(f"{event.trigger} after the discharge")
        return self.status == FINISHED

    def _move(self, event: Admission, place: Place) -> None:
        last = self.stays[-1] if self.stays else None
        if not place or (last is not None and last.until is None and last.place == place):
            return
        _end(self.stays, event.occurred)
        self.stays.append(Stay(event.occurred, None, event.digest, place))

    def _class(self, event: Admission, name: str) -> None:
        last = self.classes[-1] if self.classes else None
        if last is None or last.until is not None or last.name != name:
            _end(self.classes, event.occurred)
            self.classes.append(Named(event.occurred, None, event.digest, name))

    def _open(self, stretches: list[Named], event: Admission, name: str) -> None:
        _end(stretches, event.occurred)
        stretches.append(Named(event.occurred, None, event.digest, name))


def _word(event: Admission) -> tuple:
    """Return what tells the later of two words on one order."""
    return event.written, event.report.reported, event.control, event.digest


def _end(stretches: list, at: int) -> None:
    """End the last stretch, if it is open."""
    if stretches and stretches[-1].until is None:
        stretches[-1] = replace(stretches[-1], until=at)


_MOVES = {"A02", "A03", "A06", "A07", "A09", "A10", "A17", "A21", "A22"}
_EFFECTS = {
    ENCOUNTER: _Walk._stood,
    "A01": _Walk._admitted,
    "A02": _Walk._moved,
    "A03": _Walk._left,
    "A04": _Walk._arrived,
    "A05": _Walk._planned,
    "A06": _Walk._reclassed,
    "A07": _Walk._reclassed,
    "A09": _Walk._departed,
    "A10": _Walk._arrived_back,
    "A14": _Walk._planned,
    "A15": _Walk._transfer_expected,
    "A16": _Walk._discharge_expected,
    "A17": _Walk._swapped,
    "A21": _Walk._out,
    "A22": _Walk._back,
    "R01": _Walk._result,
}
"""Trigger to its effect; any other tells something of the visit and moves nothing."""
