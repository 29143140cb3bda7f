"""The level that is shown: the scored one, once it has held, so that it does not flicker.

Method: hysteresis in time. It rises when every look of RISE found a higher level, to the lowest of
them; it falls when every look of FALL found a lower one, to the highest of them. Unknown is shown
at once, and so is what is known after it. After a pause nothing is carried on.
Reference: docs/algorithms/escalation.md.
"""

from dataclasses import dataclass

from carepath.analysis.escalation import UNKNOWN
from carepath.frames.moments import MINUTE

RISE, FALL = 10 * MINUTE, 60 * MINUTE
"""How long a higher level holds before it is shown, and a lower one: help comes sooner than it
goes."""
PAUSE = 15 * MINUTE
"""Between two looks: after a longer one the level scored is shown."""


@dataclass(frozen=True, slots=True)
class Held:
    """The level shown; `toward` which other one it turns, since `since` (microseconds), both None
    while the scored level is the one shown."""

    shown: int = UNKNOWN
    toward: int | None = None
    since: int | None = None


def after(before: Held, level: int, *, looked: int | None, now: int) -> Held:
    """Return what is shown after a look at `now` found a level; `looked` is the look before."""
    paused = looked is None or now - looked > PAUSE
    if paused or level == UNKNOWN or before.shown in (UNKNOWN, level):
        return Held(level)
    rises = level > before.shown
    goes_on = before.toward is not None and (before.toward > before.shown) == rises
    toward, since = level, now
    if goes_on:
        toward = min(level, before.toward) if rises else max(level, before.toward)
        since = before.since if before.since is not None else now
    if now - since >= (RISE if rises else FALL):
        return Held(toward)
    return Held(before.shown, toward, since)
