"""Invented hourly series with a rhythm of the week, for tests of forecasts."""

import numpy as np

from carepath.analysis import wall_hours

MONDAY = 1_372_636_800_000_000
"""2013-07-01 00:00, a Monday."""
HOUR = np.arange(168)
SHAPE = (1 + 0.6 * np.sin((HOUR % 24 - 9) / 24 * 2 * np.pi)) * np.where(HOUR >= 120, 0.9, 1.04)
SHAPE /= SHAPE.mean()


def means(weeks, level=6.0, series=1):
    return np.tile(SHAPE * level, (series, weeks))


def drawn(mean, seed=0, dispersion=0.03):
    rng = np.random.default_rng(seed)
    spread = rng.gamma(1 / dispersion, dispersion, mean.shape) if dispersion else 1.0
    return rng.poisson(mean * spread).astype(float)


def hours(n, first=MONDAY, zone=None, special=None):
    return wall_hours.of_wall(first, n, zone, special or {})


def parted(n, horizon=168, **more):
    """The hours of a past of n and of what comes after it."""
    every = hours(n + horizon, **more)
    return every.part(slice(0, n)), every.part(slice(n, n + horizon))
