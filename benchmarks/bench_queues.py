"""Chances of a long wait for a scanner, told against came, on invented hospitals.

    python benchmarks/bench_queues.py [--seeds 5 6 7 8] [--days 42] [--judged 14]

Each hospital has lived for so many days, with the troubles that are planted in the demo's; over the
last of them every fifth hour tells twelve hours ahead from what was known by then
(`analysis/queue_pace.py`, `analysis/longer_hours.py`), and each hour from the second on is held
against what came. *Waited* = in how many hours somebody who waited at the end of it really waited
longer than the target. Returns 0 when the CT, all hospitals together, has skill.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from carepath.analysis import level_proof, longer_hours, queue_pace  # noqa: E402
from carepath.frames.moments import DAY, HOUR, UNKNOWN  # noqa: E402
from carepath.simulator import plants  # noqa: E402
from tests.stories import invented  # noqa: E402

SCANNERS = (("CT", "CT", 4), ("X-ray", "XR", 5), ("Ultrasound", "US", 3))
"""(stage, unit, machines)"""
AHEAD, EVERY, TARGET = 12, 5, 1


def main() -> int:
    """Print the figures and return 0 when the CT has skill."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[5, 6, 7, 8])
    parser.add_argument("--days", type=int, default=42)
    parser.add_argument("--judged", type=int, default=14)
    given = parser.parse_args()
    every = {stage: [] for stage, _unit, _machines in SCANNERS}
    for seed in given.seeds:
        planted = plants.STANDARD(invented.STARTS)
        spans, now = invented.hospital(seed, planted=planted, days=given.days)
        for stage, unit, machines in SCANNERS:
            place = invented.PLACES[unit]
            found = queue_pace.requests(spans, stage, place)
            origins = range(now - given.judged * DAY, now - AHEAD * HOUR + 1, EVERY * HOUR)
            every[stage] += [one for at in origins if (one := told(found, at, machines))]
    skill = {stage: show(stage, rows) for stage, rows in every.items() if rows}
    return 0 if skill.get("CT") else 1


def told(every: queue_pace.Requests, origin: int, machines: int):
    """Return the chances of an origin, whether more waited, and whether somebody waited longer."""
    queue = queue_pace.queue_at(every, origin, invented.LONDON, AHEAD, machines=machines)
    if queue is None:
        return None
    limits = longer_hours.within(queue, TARGET)
    ends = origin + (np.arange(AHEAD) + 1) * HOUR
    asked, _begun, gone = queue_pace.moments(every)
    waits = np.searchsorted(asked, ends, side="right") - np.searchsorted(gone, ends, side="right")
    known = every.asked != UNKNOWN
    beyond = np.array([
        ((every.asked[known] <= end) & (every.over[known] > end + TARGET * HOUR)).any()
        for end in ends
    ])  # fmt: skip
    return tuple(
        one[1:] for one in (longer_hours.law(queue).beyond(limits), waits > limits, beyond)
    )


def say(text: str) -> None:
    """Write a line."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def show(stage: str, rows) -> bool:
    """Print what was told of a scanner against what came; return whether it has skill."""
    chance, came, waited = (np.concatenate(column) for column in zip(*rows, strict=True))
    brier, rate = float(((chance - came) ** 2).mean()), float(came.mean())
    usual = rate * (1 - rate)
    say(
        f"{stage}: {len(chance)} hours, told {chance.mean():.1%}, came {rate:.1%}, "
        f"waited {waited.mean():.1%}; Brier {brier:.4f}, base rate {usual:.4f}"
    )
    for one in level_proof.binned(chance, came):
        if one.n:
            say(f"    {one.low:.0%}-{one.high:.0%}: {one.n} told {one.told:.1%}, "
                  f"came {one.came / one.n:.1%}")  # fmt: skip
    return 0 < rate < 1 and brier < usual


if __name__ == "__main__":
    sys.exit(main())
