"""A patient's way: a graph of steps. The state of a step is the span that the hospital records."""

from dataclasses import dataclass
from typing import Any

from carepath.simulator.parameters import Parameters
from carepath.simulator.stages import STAGES, Stage

IDLE, COMING, HELD, QUEUED, RESERVED, STARTED, ENDED = range(7)
"""States of a step: not ready; to be requested later; requested, but nobody can see to it yet;
in a queue; a bed is kept for it; going on; over (a step that nobody will ever take is over too)."""

After = int | tuple[int, ...]
"""What has to end before: one step, or several."""
Clock = tuple[int, int, int, int]
"""(days, low, high, late): `days` >= 0 means at clock `low`, so many hospital days later; -1 means
that the request waits for the hours between low and high, `late` after they begin."""


class Step:
    """One step. Times are microseconds, -1 = not yet; `then` and `upon` name what follows.

    A number in `then` (when it ends), `upon` (when it starts) or `kept` (when its bed is reserved)
    is a step that becomes ready once all it needs has happened; a number below zero is the stay
    ~number, which begins if a bed is kept for it, and ends if it goes on.
    """

    __slots__ = (
        "cleaned",
        "clock",
        "delay",
        "ended",
        "hold",
        "kept",
        "needs",
        "parent",
        "place",
        "priority",
        "requested",
        "rule",
        "seq",
        "since",
        "stage",
        "started",
        "state",
        "station",
        "take",
        "then",
        "touched",
        "unit",
        "upon",
        "wanted",
    )

    def __init__(self, stage: Stage, take: int, priority: int) -> None:
        self.stage, self.take, self.priority = stage, take, priority
        self.station, self.rule, self.unit = stage.station, stage.key, stage.unit
        self.delay = self.hold = self.needs = 0
        self.clock: Clock | None = None
        self.then: list[int] = []
        self.upon: list[int] = []
        self.kept: list[int] = []
        self.parent = self.since = -1
        self.wanted = ""
        self.state = IDLE
        self.requested = self.started = self.ended = self.seq = self.place = -1
        self.touched = False
        self.cleaned = False


@dataclass(frozen=True, slots=True)
class Visit:
    """What is fixed before anything is drawn: who comes, when, and why. It makes the whole way."""

    number: str
    kind: str
    arrives: int
    patient: str
    depth: int = 0
    detail: str = ""


class Way:
    """Builds the steps of one visit; `rng` belongs to this visit alone."""

    def __init__(self, visit: Visit, parameters: Parameters, rng: Any) -> None:
        self.visit, self.parameters, self.rng = visit, parameters, rng
        self.timings, self.holds = parameters.timings, parameters.holds
        self.steps: list[Step] = []
        self.facts: dict[str, Any] = {}
        self.patience: tuple[int, int, int] | None = None
        """(how long after triage, which step is awaited, first step of leaving)"""
        self.returns_after = -1

    def add(
        self,
        key: str,
        after: After = (),
        *,
        upon: int = -1,
        kept: int = -1,
        priority: int = 3,
        take: int = -1,
    ) -> int:
        """Add a step that becomes ready after others have ended (or `upon` one starts, or a bed is
        `kept` for one), and return its position. Its time is drawn from the stage's timing."""
        stage = STAGES[key]
        if take < 0:
            timing = self.timings.get(key)
            take = timing.draw(self.rng) if timing else 0
        step = Step(stage, take, priority)
        held = self.holds.get(key)
        if held:
            step.hold = held.draw(self.rng)
        index = len(self.steps)
        self.steps.append(step)
        for before in (after,) if isinstance(after, int) else after:
            self.steps[before].then.append(index)
            step.needs += 1
        if upon >= 0:
            self.steps[upon].upon.append(index)
            step.needs += 1
        if kept >= 0:
            self.steps[kept].kept.append(index)
            step.needs += 1
        return index

    def bed(self, key: str, wanted: str, after: int, leaves: int = -1, priority: int = 3) -> int:
        """Add the request for a bed, the move there, the stay, and the cleaning after it; return
        the stay. `leaves` is the stay that the move ends."""
        stay = self.add(key, after, priority=priority)
        step = self.steps[stay]
        step.wanted = wanted
        move = self.add("move", kept=stay, priority=priority)
        self.steps[move].since = stay
        self.steps[move].then = ([~leaves] if leaves >= 0 else []) + [~stay]
        self.clean(stay)
        return stay

    def clean(self, stay: int) -> None:
        """Let the bed be cleaned after the stay, before anybody else gets it."""
        cleaning = self.add("cleaning", stay)
        self.steps[cleaning].since = stay
        self.steps[stay].cleaned = True

    def ends(self, step: int, stay: int) -> None:
        """Let a stay end when this step does."""
        self.steps[step].then.append(~stay)

    def delay(self, step: int, key: str) -> None:
        """Let the request come some time after the step is ready; drawn from a timing."""
        self.steps[step].delay = self.timings[key].draw(self.rng)

    def hold(self, step: int, key: str) -> None:
        """Let a time of its own pass between request and queue; rules may name its key."""
        self.steps[step].hold = self.holds[key].draw(self.rng)
        self.steps[step].rule = key

    def chance(self, share: float) -> bool:
        return self.rng.random() < share
