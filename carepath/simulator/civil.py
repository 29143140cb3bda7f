"""The hospital's wall clock: local days, times of day and hours, right when the clocks change."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from carepath.frames.moments import DAY, EPOCH, HOUR, from_us, to_us

MORNING = 6 * HOUR
"""A hospital's day begins here: what happens at three at night belongs to the day before."""


class Civil:
    """Local days counted from the day on which the hospital starts; day 0 holds `starts`."""

    def __init__(self, zone: ZoneInfo, starts: int) -> None:
        self.zone = zone
        self.first = from_us(starts).astimezone(zone).date()
        self._midnights: list[int] = [self._instant(self.first)]
        if self._midnights[0] != starts:
            raise ValueError("The hospital starts at a local midnight.")

    def date(self, day: int) -> date:
        return self.first + timedelta(days=day)

    def midnight(self, day: int) -> int:
        """Return the instant at which a local day begins; days before the first are allowed."""
        if day < 0:
            return self._instant(self.date(day))
        while len(self._midnights) <= day + 1:
            self._midnights.append(self._instant(self.date(len(self._midnights))))
        return self._midnights[day]

    def day(self, at: int) -> int:
        """Return the number of the local day that an instant falls in."""
        day = (at - self._midnights[0]) // DAY
        while at >= self.midnight(day + 1):
            day += 1
        while at < self.midnight(day):
            day -= 1
        return day

    def on(self, day: int, clock: int) -> int:
        """Return the instant at which the clock of a day shows this time (microseconds).

        A time that spring skips is read with the offset before the jump; of a time that autumn
        repeats the first pass counts.
        """
        start = self.midnight(day)
        if self.midnight(day + 1) - start == DAY:
            return start + clock
        seconds, rest = divmod(clock, 1_000_000)
        wall = datetime.combine(self.date(day), time()) + timedelta(seconds=seconds)
        return to_us(wall.replace(tzinfo=self.zone)) + rest

    def clock(self, at: int) -> tuple[int, int]:
        """Return (day, microseconds that the wall clock shows) of an instant."""
        day = self.day(at)
        start = self.midnight(day)
        if self.midnight(day + 1) - start == DAY:
            return day, at - start
        wall = from_us(at).astimezone(self.zone).replace(tzinfo=None)
        return day, (wall - datetime.combine(self.date(day), time())) // timedelta(microseconds=1)

    def weekday(self, day: int) -> int:
        """Return the day of the week, 0 = Monday."""
        return (self.first.toordinal() + day - 1) % 7

    def next_days(self, at: int, days: int, clock: int) -> int:
        """Return when the clock shows this time, so many hospital days after the one of `at`."""
        return self.on(self.day(at - MORNING) + days, clock)

    def opening(self, at: int, low: int, high: int, late: int) -> int:
        """Return `at` if the clock stands between low and high, else `late` after the next low."""
        day, clock = self.clock(at)
        if low <= clock < high:
            return at
        return self.on(day + (clock >= high), low) + late

    def _instant(self, day: date) -> int:
        wall = datetime.combine(day, time(), tzinfo=self.zone)
        return (wall - EPOCH) // timedelta(microseconds=1)
