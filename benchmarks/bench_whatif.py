"""What-if beside its goal: do the calibrated prediction's 80 % intervals hold the truth?

    python benchmarks/bench_whatif.py [--runs 40] [--first 0] [--pairs 40] [--kept FOLDER]

Each run is a hospital of its own (`hidden.py`): arrivals, stays, beds, tests and hours are drawn,
the detailed engine lives eleven weeks, the last eight of which are the record. The flow model is
calibrated on that record alone and foretells four weeks with an intervention (beds, arrivals, hours
of the CT, earlier discharges in turn). The truth is the engine with the intervention. Nothing was
fitted to the runs from 0 on; runs from 1000 on are for development. `--kept` keeps the truths of
the engine in a folder, so that another model can be judged on the same.
"""

import argparse
import pickle
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import hidden  # noqa: E402
from carepath.simulator import flow  # noqa: E402

LOW, HIGH = 0.72, 0.88
OUTCOMES = (
    "arrivals_a_day",
    "bed_wait_mean",
    "bed_wait_p90",
    "bed_wait_over_4h",
    "boarding_hours_a_day",
    "occupancy_mean",
    "department_stay_mean",
    "department_stay_p90",
    "scan_wait_mean:CT",
    "scan_wait_p90:CT",
)
ASKED = {"station": "scan_wait_mean:CT"}
"""What a change is about: the wait for a scan, else the wait for a bed."""


def main() -> int:
    """Print the figures and return 0 when the goal is met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--pairs", type=int, default=flow.RUNS)
    parser.add_argument("--kept", type=Path)
    given = parser.parse_args()
    judged = []
    for seed in range(given.first, given.first + given.runs):
        judged.append(judge(*truth(seed, given.kept), given.pairs))
        say(judged[-1]["line"])
    return 0 if report(judged) else 1


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def truth(seed: int, kept: Path | None) -> tuple[hidden.Hidden, hidden.Truth]:
    """Return the hidden hospital of a seed and what became of it."""
    file = kept / f"{seed}.pkl" if kept else None
    if file and file.exists():
        return pickle.loads(file.read_bytes())
    drawn = hidden.draw(seed)
    lived = hidden.live(drawn)
    if file:
        kept.mkdir(parents=True, exist_ok=True)
        file.write_bytes(pickle.dumps((drawn, lived)))
    return drawn, lived


def judge(drawn: hidden.Hidden, lived: hidden.Truth, pairs: int) -> dict:
    """Return of each outcome whether its interval holds the truth: with the change, and of the
    difference that the change makes."""
    begun = time.process_time()
    model = flow.calibrate(lived.past)
    told = list(flow.pairs(model, [drawn.change], seed=drawn.seed, runs=pairs))
    found = {one.key: one for one in flow.compare(*zip(*told, strict=True))}
    took = time.process_time() - begun
    level, difference = {}, {}
    for key in OUTCOMES:
        true = lived.with_change[key]
        level[key] = _place(found[key].after, true)
        difference[key] = _place(found[key].difference, true - lived.without[key])
    asked = ASKED.get(drawn.kind, "bed_wait_mean")
    return {
        "line": _line(drawn, lived, found[asked], asked),
        "level": level,
        "difference": difference,
        "asked": level[asked],
        "took": took,
    }


def _place(spread: flow.Spread, true: float) -> int:
    """Return -1, 0 or 1: below, within or above the 80 % interval, give or take a thousandth."""
    return int(true > spread.high80 + 1e-3) - int(true < spread.low80 - 1e-3)


def _line(drawn: hidden.Hidden, lived: hidden.Truth, found: flow.Difference, key: str) -> str:
    change, after = drawn.change, found.after
    asked = f"{change.kind} {change.name} {change.value:g}".replace("  ", " ")
    held = "holds" if _place(after, lived.with_change[key]) == 0 else "misses"
    return (
        f"{drawn.seed:5d}  {asked:18s} {key:18s} without {lived.without[key]:6.2f} h, with "
        f"{lived.with_change[key]:6.2f}; foretold {after.low80:6.2f} to {after.high80:6.2f}: {held}"
    )


def report(judged: list[dict]) -> bool:
    """Print how often intervals hold the truth, and return whether the goal is met."""
    number = len(judged)
    say(f"\n80 % intervals that hold the truth of {number} runs (goal 72 to 88 %)")
    say(f"{'outcome':24s} with the change   below/above   of the difference")
    for key in OUTCOMES:
        level = np.array([one["level"][key] for one in judged])
        difference = np.array([one["difference"][key] for one in judged])
        say(
            f"{key:24s} {(level == 0).mean():10.1%} {(level < 0).sum():10d}/{(level > 0).sum()}"
            f" {(difference == 0).mean():16.1%}"
        )
    every = np.array([[one["level"][key] == 0 for key in OUTCOMES] for one in judged])
    asked = np.mean([one["asked"] == 0 for one in judged])
    took = np.mean([one["took"] for one in judged])
    say(f"all of them {every.mean():.1%}; what the change is about {asked:.1%}")
    say(f"calibrated and run in pairs in {took:.1f} processor seconds a hospital")
    return LOW <= asked <= HIGH and LOW <= every.mean() <= HIGH


if __name__ == "__main__":
    raise SystemExit(main())
