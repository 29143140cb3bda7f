"""Findings in invented hospitals: which planted troubles are told, and how long it takes.

    python benchmarks/bench_findings.py [--seeds 20] [--no-speed]

For each seed one hospital with freshly drawn plants and one without lives for 60 days. The table
shows what is among the first ten findings, and what else stands out. Goals: at least 19 of 20
plants told, none of them in a hospital without, all looks within 0.5 processor seconds at 250,000
spans and 1.5 at 1.1 million.
"""

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from carepath.frames.spans import JOURNEY_COLUMNS, SPAN_COLUMNS, Spans  # noqa: E402
from tests.stories import invented  # noqa: E402

TOLD = 0.95
GOALS = {1: 0.5, 4: 1.5}
"""Copies of the hospital side by side, to the processor seconds of its findings."""


def main() -> int:
    """Print the table and return 0 when every goal is met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3, help="hospitals with and without plants")
    parser.add_argument("--no-speed", action="store_true", help="leave the speed out")
    given = parser.parse_args()
    met = table(range(1, given.seeds + 1))
    return 0 if (given.no_speed or speed()) and met else 1


def table(seeds: range) -> bool:
    """Print one line a hospital; return whether the goals are met."""
    told = wrong = silent = 0
    for seed in seeds:
        planted = invented.drawn(seed)
        found = invented.found(*invented.hospital(seed, planted=planted))
        missed = invented.missed(planted, found.all[:10])
        told += len(planted) - len(missed)
        unplanted = [one for one in found.tested if not is_plant(one, planted)]
        show(f"seed {seed:2}, planted: {len(planted) - len(missed)} of {len(planted)} told"
             f"{', missed ' + ', '.join(missed) if missed else ''}{words(unplanted)}")  # fmt: skip
        calm = invented.found(*invented.hospital(seed))
        wrong += sum(is_plant(one, planted) for one in calm.tested)
        silent += not calm.tested
        show(f"seed {seed:2}, calm:    {len(calm.tested)} stand out{words(calm.tested)}")
    every = len(seeds) * len(invented.TELLS)
    show(f"told {told} of {every}; {wrong} told where not planted; {silent} of {len(seeds)} silent")
    return told >= TOLD * every and not wrong


def is_plant(finding, planted) -> bool:
    return any(invented.tells(finding, plant) for plant in planted)


def words(findings) -> str:
    told = [f"{one.detector} {one.source} {one.target} {one.effect:.0f} {one.unit} (q {one.q:.0e})"
            for one in findings]  # fmt: skip
    return "; also " + "; ".join(told) if told else ""


def speed() -> bool:
    """Print the processor time at two sizes; return whether both are within their goals."""
    spans, now = invented.hospital(1, planted=invented.drawn(1))
    met = True
    for copies, goal in GOALS.items():
        many = side_by_side(spans, copies)
        declared, edges = invented.declared(many, now), invented.edges(many, now)
        taken = min(measured(many, edges, declared, now) for _ in range(3))
        met &= taken <= goal
        show(f"{many.n_spans:,} spans, {many.n_journeys:,} journeys: {taken:.2f} s of {goal} s")
    return met


def measured(spans, edges, declared, now) -> float:
    begun = time.process_time()
    invented.findings.findings(spans, edges, declared, now, invented.LONDON)
    return time.process_time() - begun


def side_by_side(spans: Spans, copies: int) -> Spans:
    """Return the same journeys several times over."""
    columns = {name: np.tile(getattr(spans, name), copies) for name in SPAN_COLUMNS}
    columns |= {name: np.tile(getattr(spans, name), copies) for name in JOURNEY_COLUMNS}
    lengths = np.tile(np.diff(spans.offsets), copies)
    return replace(spans, offsets=np.concatenate(([0], np.cumsum(lengths))), **columns)


def show(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
