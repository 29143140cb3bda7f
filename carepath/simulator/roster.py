"""Roster: how many serve at a station at a moment, by shift, machines, changes and plants."""

from collections.abc import Iterable, Iterator, Mapping

from carepath.frames.moments import HOUR
from carepath.simulator.changes import Change, ChangeError
from carepath.simulator.civil import Civil
from carepath.simulator.parameters import Parameters
from carepath.simulator.plants import CT_MORNINGS, LAB_DOWN, MONDAY_DOCTORS, Plant

SHIFTS = ("early", "late", "night")


class Roster:
    """Who is on duty when. `staff` is the establishment in force, `downs` what is out of use, `ups`
    what is open longer than by the roster."""

    def __init__(
        self, parameters: Parameters, civil: Civil, plants: Mapping[str, Plant], levers: set[str]
    ) -> None:
        self._civil, self._plants, self._levers = civil, plants, levers
        self._shifts, self._stations = parameters.shifts, parameters.stations
        self.staff = {
            (role, shift): entry[shift]
            for role, entry in parameters.staff.items()
            for shift in SHIFTS
        }
        self.downs: list[Change] = []
        self.ups: list[Change] = []

    def shift(self, hour: float) -> str:
        """Return the shift on duty at an hour of the local day."""
        hours = self._shifts
        if hours.early <= hour < hours.late:
            return "early"
        return "late" if hours.late <= hour < hours.night else "night"

    def edges(self) -> list[int]:
        """Return the times of day (microseconds) at which a capacity may change by itself."""
        hours = {float(hour) for hour in self._shifts.values()}
        plants = self._plants
        if CT_MORNINGS in plants:
            hours |= {plants[CT_MORNINGS].numbers["from"], plants[CT_MORNINGS].numbers["until"]}
        if LAB_DOWN in plants:
            begins = plants[LAB_DOWN].numbers["from"]
            hours |= {begins, begins + plants[LAB_DOWN].numbers["hours"]}
        if MONDAY_DOCTORS in plants:
            hours.add(self._shifts.early + plants[MONDAY_DOCTORS].numbers["hours"])
        return sorted(int(hour * HOUR) for hour in hours)

    def capacity(self, station: str, at: int) -> int:
        """Return how many a station can serve at once at a moment."""
        day, clock = self._civil.clock(at)
        hour = clock / HOUR
        entry = self._stations[station]
        number = self.staff[entry.role, self.shift(hour)]
        if entry.machines:
            number = min(number, entry.machines)
        number = self._planted(station, day, hour, number)
        more = sum(int(up.value) for up in _of(self.ups, station, at))
        if more:
            number = min(number + more, entry.machines or number + more)
        return max(0, number - self._down(station, at, number))

    def forget(self, now: int) -> None:
        """Forget what is over."""
        self.downs, self.ups = (
            [one for one in each if one.until is None or now < one.until]
            for each in (self.downs, self.ups)
        )

    def set_staff(self, name: str, number: int) -> None:
        """Put another number on duty; `name` is role/shift."""
        role, _, shift = name.partition("/")
        if (role, shift) not in self.staff:
            raise ChangeError(f"{name}: there is no such role and shift.")
        self.staff[role, shift] = number

    def _planted(self, station: str, day: int, hour: float, number: int) -> int:
        weekday = self._civil.weekday(day)
        if station == "ct" and CT_MORNINGS in self._plants and "ct_all_day" not in self._levers:
            n = self._plants[CT_MORNINGS].numbers
            if weekday < 5 and n["from"] <= hour < n["until"]:
                return min(number, n["left"])
        if station == "lab" and LAB_DOWN in self._plants:
            n = self._plants[LAB_DOWN].numbers
            if day == n["day"] and n["from"] <= hour < n["from"] + n["hours"]:
                return 0
        if station == "ed_doctor" and MONDAY_DOCTORS in self._plants and weekday == 0:
            n = self._plants[MONDAY_DOCTORS].numbers
            if self._shifts.early <= hour < self._shifts.early + n["hours"]:
                return min(number, n["left"])
        return number

    def _down(self, station: str, at: int, number: int) -> int:
        machines = 0
        for change in _of(self.downs, station, at):
            machines += int(change.value) or number
        return machines


def _of(changes: Iterable[Change], station: str, at: int) -> Iterator[Change]:
    """Yield the changes of a station that are in force at a moment."""
    for change in changes:
        if change.name == station and (change.until is None or at < change.until):
            yield change
