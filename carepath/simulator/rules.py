"""Rules: what stretches or shortens certain steps, at certain hours, in certain units.

Planted truths and levers are rules. A rule speaks of a step's `hold` (from the request until
somebody can see to it) or of its `take` (how long it lasts), asked when each begins.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from carepath.frames.moments import HOUR
from carepath.simulator.civil import Civil


@dataclass(frozen=True, slots=True)
class Rule:
    """Multiply by `factor` and add `extra` microseconds where everything named fits; `hours` is a
    stretch of the local day that may pass midnight, such as (22, 6). A `lever` has to be on."""

    key: str
    what: str
    factor: float = 1.0
    extra: int = 0
    unit: str = ""
    hours: tuple[float, float] | None = None
    since: int | None = None
    lever: str = ""


class Rules:
    """The rules in force, by the key of the step they speak of."""

    def __init__(self, rules: Iterable[Rule] = (), civil: Civil | None = None) -> None:
        self.holds: dict[str, list[Rule]] = {}
        self.takes: dict[str, list[Rule]] = {}
        self.levers: set[str] = set()
        self._civil = civil
        for rule in rules:
            group = self.holds if rule.what == "hold" else self.takes
            group.setdefault(rule.key, []).append(rule)

    def hold(self, key: str, length: int, unit: str, now: int) -> int:
        """Return how long a request is held, given what it would be without rules."""
        return self._apply(self.holds[key], length, unit, now)

    def take(self, key: str, length: int, unit: str, now: int) -> int:
        """Return how long a step lasts, given what it would be without rules."""
        return self._apply(self.takes[key], length, unit, now)

    def _apply(self, rules: list[Rule], length: int, unit: str, now: int) -> int:
        for rule in rules:
            if self._fits(rule, unit, now):
                length = int(length * rule.factor) + rule.extra
        return length

    def _fits(self, rule: Rule, unit: str, now: int) -> bool:
        if rule.lever and rule.lever not in self.levers:
            return False
        if rule.unit and rule.unit != unit or rule.since is not None and now < rule.since:
            return False
        if rule.hours is None:
            return True
        low, high = rule.hours
        hour = self._civil.clock(now)[1] / HOUR
        return low <= hour < high if low < high else hour >= low or hour < high
