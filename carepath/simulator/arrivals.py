"""Who comes on a local day: a Poisson process whose rate follows hour, weekday, month and holiday.

Method: thinning (Lewis and Shedler 1979). Each day is drawn from its own seed, so that nothing of
it has to be saved, and what one change brings never moves anybody else's arrival.
"""

from collections.abc import Iterator
from random import Random

from carepath.frames.moments import HOUR
from carepath.simulator.civil import Civil
from carepath.simulator.parameters import Parameters

A_DAY = 10_000
"""Numbers of a day's visits begin at day * A_DAY; planned ones come after PLANNED."""
PLANNED = 5_000


class Arrivals:
    """The rhythm of arrivals of one hospital."""

    def __init__(self, parameters: Parameters, civil: Civil, seed: int) -> None:
        self._parameters, self._civil, self._seed = parameters, civil, seed

    def level(self, day: int) -> float:
        """Return how busy a local day is, 1 being the mean day."""
        shape, date = self._parameters.arrivals, self._civil.date(day)
        holiday = shape.holidays.get(f"{date:%m-%d}", 1.0)
        return shape.weekdays[date.weekday()] * shape.months[date.month - 1] * holiday

    def rate(self, day: int, clock: int) -> float:
        """Return arrivals an hour at a time of a local day."""
        shape = self._parameters.arrivals
        return shape.per_day / 24 * self.level(day) * shape.hours[clock // HOUR]

    def emergencies(self, day: int) -> list[int]:
        """Return when people come on a local day, in order."""
        return list(self._thinned(day, f"{self._seed}:day {day}", 1.0))

    def more(self, day: int, name: str, share: float) -> list[int]:
        """Return when further people come, at a share of the usual rate."""
        return list(self._thinned(day, f"{self._seed}:{name} {day}", share))

    def is_open(self, day: int) -> bool:
        """Tell whether there is planned work on a local day."""
        date = self._civil.date(day)
        return date.weekday() < 5 and f"{date:%m-%d}" not in self._parameters.site.closed_days

    def planned(self, day: int, number: int, hours: tuple[float, float], name: str) -> list[int]:
        """Return the slots of a day's list, evenly spread between two hours, each a little off."""
        rng = Random(f"{self._seed}:{name} {day}")
        low, high = hours
        width = (high - low) * HOUR / number if number else 0
        clocks = [int(low * HOUR + width * (place + rng.random())) for place in range(number)]
        return [self._civil.on(day, clock) for clock in clocks]

    def _thinned(self, day: int, seed: str, share: float) -> Iterator[int]:
        rng, civil = Random(seed), self._civil
        shape = self._parameters.arrivals
        highest = max(shape.hours)
        ceiling = shape.per_day / 24 * self.level(day) * highest * share / HOUR
        at, end = float(civil.midnight(day)), civil.midnight(day + 1)
        while ceiling > 0:
            at += rng.expovariate(ceiling)
            if at >= end:
                return
            hour = civil.clock(int(at))[1] // HOUR
            if rng.random() * highest < shape.hours[hour]:
                yield int(at)
