"""Arrivals by acuity, foretold in the ways one could, on arrivals of the invented hospital.

    python benchmarks/bench_acuity.py [--seeds 2] [--origins 40]

Three worlds: its own mix; nights that are more urgent than days; the same with a mix that swings
by a third within twenty weeks. Ways: `shares`, what groups were of all who came lately, by hours of
the day, with the whole's spread; `alone`, a forecast of each that need not add up; `parts`, what
ships: each one's forecast as its share of the whole's. Printed: the mean over levels of the loss
(WQL), and what the central 80 % held at the worst level, by hour and by eight hours.
"""

import argparse
import sys
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from carepath.analysis import (  # noqa: E402
    arrival_groups,
    count_law,
    forecast_scores,
    forecasts,
    wall_hours,
)
from carepath.analysis.arrival_groups import Groups  # noqa: E402
from carepath.frames.moments import HOUR  # noqa: E402
from carepath.simulator import parameters  # noqa: E402
from carepath.simulator.arrivals import Arrivals  # noqa: E402
from carepath.simulator.civil import Civil  # noqa: E402

WEEKS, DAY, EVERY, BLOCK, HALF = 40, 24, 76, 4, 14
"""Weeks lived, hours foretold and between origins, hours of a block and days to a half in shares"""
WAYS = ("shares", "alone", "parts")


def main() -> int:
    """Print the figures; return 0 when parts add up and lose to no other way by over 3 %."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--origins", type=int, default=40)
    given = parser.parse_args()
    met = speed()
    for name, night, swing in (("own mix", 0, 0), ("urgent nights", 1, 0), ("swinging", 1, 1)):
        found = [judged(*world(seed, night, swing), given.origins) for seed in range(given.seeds)]
        for width in (1, 8):
            rows = {way: np.mean([one[way, width] for one in found], axis=0) for way in WAYS}
            for way, (loss, held) in rows.items():
                show(f"{name}, {width} h, {way}: WQL {loss:.4f}, worst level held {held:.1%}")
            met &= rows["parts"][0] <= 1.03 * min(loss for loss, _held in rows.values())
    return 0 if met else 1


def show(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def speed() -> bool:
    """Two hundred groups of half a year, parted in 2 s."""
    rows = WEEKS * 168
    hours = wall_hours.of_instants(0, rows + 72, ZoneInfo("Europe/London"), {})
    counts = np.random.default_rng(1).poisson(2.0, (200, rows)).astype(float)
    each = [Groups(tuple("12345?+abc"), counts[n : n + 10]).until(rows) for n in range(0, 200, 10)]
    begun = time.process_time()
    arrival_groups.parts(each, hours.part(slice(0, rows)), hours.part(slice(rows, None)))
    took = time.process_time() - begun
    show(f"200 groups of 26 weeks, 72 h ahead: {took:.2f} s of 2")
    return took <= 2


def world(seed: int, night: float, swing: float):
    """Return arrivals by level, (5, hours), and their hours."""
    said = parameters.load()
    zone = ZoneInfo(str(said.zone))
    first = int(datetime(2025, 6, 2, tzinfo=zone).timestamp()) * 1_000_000
    comes = Arrivals(said, Civil(said.zone, first), seed)
    at = [one for day in range(WEEKS * 7) for one in comes.emergencies(day)]
    rows = WEEKS * 168
    total = np.bincount(np.minimum((np.array(at) - first) // HOUR, rows - 1), minlength=rows)
    hours = wall_hours.of_instants(first, rows + DAY, zone, {})
    paths = said.mix.sepsis + said.mix.stroke + said.mix.hip
    mix = (1 - paths) * np.array(said.mix.acuity) + paths * np.eye(5)[1]
    late = (hours.slot[:rows] % 24 < 8)[:, None]
    tilt = np.where(late, [1.8, 1.4, 1, 0.7, 0.4], [0.8, 0.9, 1, 1.1, 1.2]) ** night
    wave = swing * 0.3 * np.sin(2 * np.pi * np.arange(rows) / 168 / 20)[:, None]
    chance = mix * tilt * np.exp(wave * np.array([1, 1, 0, -1, -1]))
    chance /= chance.sum(1, keepdims=True)
    draw = np.random.default_rng([7, seed])
    return np.stack([draw.multinomial(n, p) for n, p in zip(total, chance, strict=True)], 1), hours


def judged(counts, hours, origins: int) -> dict:
    """Return (way, width) -> (mean loss of the levels, what the worst of their ranges held)."""
    last = counts.shape[1] - DAY
    told: dict = {}
    for place in range(last - EVERY * (origins - 1), last + 1, EVERY):
        past, coming = hours.part(slice(0, place)), hours.part(slice(place, place + DAY))
        before = counts[:, :place].astype(float)
        every = forecasts.forecast(np.concatenate([before.sum(0)[None], before]), past, coming)
        whole, alone = every.mean[0], every.mean[1:]
        groups = Groups(tuple("12345"), before).until(place)
        part = arrival_groups.part(groups, past, coming)
        parts = arrival_groups.means(whole, part.share)
        assert abs(parts.sum(0) - whole).max() < 1e-9  # noqa: S101
        lately = shares(before, past)[:, coming.slot % 24 // BLOCK]
        for width in (1, 8):
            column = forecasts.WIDTHS.index(width)
            spread = every.dispersion[width]
            said = {
                "shares": (whole * lately, np.full(5, spread[0])),
                "alone": (alone, spread[1:]),
                "parts": (parts, part.dispersion[:, column]),
            }
            came = sums(counts[:, place : place + DAY], width)
            for way, (mean, wide) in said.items():
                law = sums(mean, width), np.repeat(wide[:, None], DAY // width, 1)
                told.setdefault((way, width), []).append((came, *law))
    return {key: scored(*map(np.stack, zip(*rows, strict=True))) for key, rows in told.items()}


def shares(counts, past):
    """Return (levels, blocks): each level's share by hours of the day, later days counting more,
    drawn to that of all hours as far as chance explains the difference."""
    kept = slice(max(past.n - 26 * 168, 0), past.n)
    weight = 0.5 ** ((past.n - 1 - np.arange(past.n))[kept] // DAY / HALF)
    block = past.slot[kept] % 24 // BLOCK
    seen = np.stack([np.bincount(block, row[kept] * weight, DAY // BLOCK) for row in counts])
    usual, n = seen.sum(1) / seen.sum(), seen.sum(0)
    expected = usual[:, None] * n
    squares = ((seen - expected) ** 2 / expected).sum()
    own = max(0.0, 1 - (len(counts) - 1) * (DAY // BLOCK - 1) / squares)
    return usual[:, None] + own * (seen / n - usual[:, None])


def sums(values, width: int):
    return values.reshape(len(values), -1, width).sum(2)


def scored(came, mean, spread) -> tuple[float, float]:
    losses, held = [], []
    for level in range(came.shape[1]):
        law = mean[:, level], spread[:, level]
        actual = came[:, level]
        quantiles = count_law.quantiles(*law, forecasts.SHARES)
        loss = forecast_scores.pinball(actual, quantiles, forecasts.SHARES)
        losses.append(2 * loss / (len(forecasts.SHARES) * actual.sum()))
        below, at = (count_law.cdf(actual - less, *law) for less in (1, 0))
        held.append(forecast_scores.coverage(
            forecast_scores.randomised_pit(below, at, (3, level)), 0.8))  # fmt: skip
    return float(np.mean(losses)), min(held, key=lambda one: -abs(one - 0.8))


if __name__ == "__main__":
    sys.exit(main())
