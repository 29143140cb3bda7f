"""How good the chances of a long wait for a scanner, clinic or theatre were.

Method: at each origin the law of the queue is made from what was known by then and nothing later;
of each hour that advice could have changed the chance that was told stands beside whether more
waited at its end than were expected to be begun within the target. "As now" = whether more wait at
the origin than are expected to be begun within the target after it. Reference:
docs/algorithms/advice_proofs.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import chance_proof, civil, longer_hours, queue_pace
from carepath.analysis.chance_proof import Proof
from carepath.analysis.longer_hours import LEAD, Queue
from carepath.analysis.queue_pace import Requests
from carepath.frames.moments import DAY, HOUR


@dataclass(frozen=True, slots=True)
class _Told:
    """The hours of one origin that are over: chance, whether it came, whether it was so then."""

    chance: NDArray[np.float64]
    came: NDArray[np.bool_]
    now: NDArray[np.bool_]
    day: NDArray[np.int64]


def judged(
    every: Requests, origins: Sequence[int], now: int, zone: ZoneInfo, hours: int,
    *, machines: int, target: int,
) -> Proof | None:  # fmt: skip
    """Return how good the chances of the hours after each origin (microseconds) were, as far as
    they are over by `now`; None where no queue could be told."""
    asked, _begun, gone = queue_pace.moments(every, now)
    rows = []
    for origin in origins:
        queue = queue_pace.queue_at(every, origin, zone, hours, machines=machines)
        ends = origin + (np.arange(hours) + 1) * HOUR
        if queue is not None and (ends[LEAD:] <= now).any():
            rows.append(_told(queue, ends, asked, gone, now, zone, target))
    if not rows:
        return None
    return chance_proof.proof(*(np.concatenate(column) for column in _columns(rows)))


def _told(
    queue: Queue, ends: NDArray[np.int64], asked: NDArray[np.int64], gone: NDArray[np.int64],
    now: int, zone: ZoneInfo, target: int,
) -> _Told:  # fmt: skip
    over = slice(LEAD, int((ends <= now).sum()))
    limits = longer_hours.within(queue, target)
    chance = longer_hours.law(queue).beyond(limits)[over]
    waits = np.searchsorted(asked, ends, side="right") - np.searchsorted(gone, ends, side="right")
    then = queue.waiting > int(queue.begins[:target].sum() + 1e-9)
    return _Told(
        chance=chance,
        came=(waits > limits)[over],
        now=np.full(len(chance), then),
        day=civil.local(ends[over], zone) // DAY,
    )


def _columns(rows: Sequence[_Told]) -> Iterator[list[NDArray]]:
    for name in _Told.__slots__:
        yield [getattr(one, name) for one in rows]
