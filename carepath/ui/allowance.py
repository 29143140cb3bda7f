"""So many in a while and no more: keeps what strangers may send from filling anything."""

from threading import Lock


class Allowance:
    """At most `most` takings in each `seconds` of this process, by the clock of who takes."""

    def __init__(self, *, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds
        self._began, self._taken = float("-inf"), 0
        self._lock = Lock()

    def take(self, *, now: float) -> bool:
        """Return whether one more may be taken, and take it."""
        with self._lock:
            if not 0 <= now - self._began < self._seconds:
                self._began, self._taken = now, 0
            self._taken += 1
            return self._taken <= self._most
