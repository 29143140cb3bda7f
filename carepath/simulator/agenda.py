"""The agenda of what is due: SimPy's environment, on whole microseconds, that can be written down.

SimPy orders events by (time, priority, number). An entry here is a plain call with two arguments,
so that what is still due can be listed in that order, saved, and put back in the same order:
a resumed hospital goes on exactly as one that never stopped.
"""

from collections.abc import Callable
from typing import Any

import simpy

FIRST, LAST = 1, 2
"""Priorities at one instant, after SimPy's own stop (0): changes come before everything else."""


class Due(simpy.Event):
    """One entry: call number `what` with two arguments. It has happened once it is processed."""

    __slots__ = ("one", "two", "what")
    _ok = True
    _value = None

    def __init__(self, callbacks: tuple, what: int, one: Any, two: Any) -> None:
        self.callbacks = callbacks
        self.what = what
        self.one = one
        self.two = two


class Agenda(simpy.Environment):
    """A SimPy environment whose entries are `Due`; times are integers."""

    def __init__(self, starts: int, calls: tuple[Callable[[Any, Any], None], ...]) -> None:
        super().__init__(starts)
        self._calls = tuple((_caller(call),) for call in calls)

    def put(
        self, at: int, what: int, one: Any = None, two: Any = None, first: bool = False
    ) -> None:
        """Enter a call of number `what` at an instant not before now."""
        if at < self._now:
            raise ValueError("Nothing can be due in the past.")
        due = Due(self._calls[what], what, one, two)
        self.schedule(due, FIRST if first else LAST, at - self._now)

    def set_now(self, now: int) -> None:
        """Begin at this instant; nothing may have been entered yet."""
        self._now = now

    def run_until(self, until: int) -> None:
        """Make every call that is due before `until`; now is `until` afterwards."""
        if until > self._now:
            self.run(until)

    def entries(self) -> list[tuple[int, bool, int, Any, Any]]:
        """Return (at, first, what, one, two) of all that is due, in the order it will happen."""
        queue = sorted(entry for entry in self._queue if isinstance(entry[3], Due))
        return [(at, rank == FIRST, due.what, due.one, due.two) for at, rank, _, due in queue]


def _caller(call: Callable[[Any, Any], None]) -> Callable[[Due], None]:
    def called(due: Due) -> None:
        call(due.one, due.two)

    return called
