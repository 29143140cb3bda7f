"""Hospitals for tests: made once, shared by all that only read what they recorded."""

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import polars as pl

from carepath.frames.moments import DAY, to_us
from carepath.simulator import parameters, plants
from carepath.simulator.civil import Civil
from carepath.simulator.hospital import Hospital

LONDON = ZoneInfo("Europe/London")
STARTS = to_us(datetime(2025, 1, 6, tzinfo=LONDON))  # a Monday
PARAMETERS = parameters.load()
SMALL = parameters.load(
    {
        "arrivals": {"per_day": 40.0},
        "planned": {"clinic_a_day": 8, "surgery_a_day": 2},
        "already_in": dict.fromkeys(PARAMETERS.already_in, 3),
        "units": {"MAJ": {"open": 3}, "AMU": {"open": 8}, "MEA": {"open": 6}, "ICU": {"open": 1}},
        "staff": {"ed_doctor": {"early": 2, "late": 2, "night": 1}, "cleaner": {"night": 1}},
    }
)
"""A sixth of the patients, and queues everywhere."""


def hospital(*, seed=1, starts=STARTS, planted=(), changes=(), loaded=PARAMETERS):
    return Hospital(
        parameters=loaded, seed=seed, starts=starts, plants=planted, changes=tuple(changes)
    )


@cache
def lived(days, *, seed=1, with_plants=False, changes=()):
    """The hospital after so many days, and all it recorded."""
    planted = plants.STANDARD(STARTS) if with_plants else ()
    made = hospital(seed=seed, planted=planted, changes=changes)
    return made, made.run(STARTS + days * DAY)


def events(days, **how):
    return lived(days, **how)[1]


def civil(starts=STARTS):
    return Civil(LONDON, starts)


def present(*frames):
    """The latest version of each span, ordered by its name."""
    every = pl.concat(frames)
    return every.unique("ref", keep="last", maintain_order=True).sort("ref")


def waits(frame, stage):
    """Minutes from request to start of one stage, with what is needed to split them."""
    return frame.filter(
        (pl.col("stage") == stage) & pl.col("started").is_not_null(),
    ).with_columns(wait=(pl.col("started") - pl.col("requested")) / 60_000_000)


def between(frame, source, target):
    """Minutes from one stage's start to the first start of another, by case."""
    first = frame.filter(pl.col("stage") == source).select("case", a="started")
    second = frame.filter(pl.col("stage") == target).group_by("case").agg(b=pl.col("started").min())
    return first.join(second, on="case").with_columns(m=(pl.col("b") - pl.col("a")) / 60_000_000)
