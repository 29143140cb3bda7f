"""The invented hospital as a picture of its beds, without a database."""

import numpy as np
import polars as pl

from carepath.analysis import attendances
from carepath.analysis.occupancy import Steps
from carepath.analysis.pressures import Asks, Attended, Picture, Stays
from carepath.frames import carewords
from carepath.frames.moments import DAY, OPEN
from carepath.frames.spans import STAY
from carepath.simulator import parameters
from carepath.simulator.hospital import Hospital
from carepath.simulator.stages import END_STAGES, INPATIENT, SPACES, UNITS
from tests.stories import invented

PLACES = {unit: code for code, unit in enumerate(UNITS)}


def lived(*, seed, starts, days, changes=(), planted=()):
    """The picture of a hospital after so many days, with the open beds it had at each moment."""
    made = Hospital(
        parameters=parameters.load(), seed=seed, starts=starts, plants=planted, changes=changes
    )
    beds = dict(made.establishment().beds)
    now = starts + days * DAY
    events = made.run(now).unique("ref", keep="last")
    return picture(
        events, starts, now, {unit: staffed(unit, beds, starts, changes) for unit in beds}
    )


def picture(events, starts, now, beds):
    """The picture that EVENTS give."""
    stays = pl.col("kind") == STAY
    rows = events.filter(stays).with_columns(
        journey=pl.col("case").rank("dense").cast(pl.Int64),
        place=pl.col("unit").replace_strict(PLACES, default=-1, return_dtype=pl.Int64),
    )
    began = rows.filter(pl.col("started").is_not_null())
    gone = events.filter(pl.col("stage").is_in(END_STAGES))["case"]  # who left never came
    waits = pl.col("started").is_not_null() | ~pl.col("case").is_in(gone.implode())
    asked = rows.filter(pl.col("requested").is_not_null() & waits)
    return Picture(
        stays=Stays(*(ints(began, name) for name in ("started", "ended", "place", "journey"))),
        asks=Asks(*(ints(asked, name) for name in ("requested", "started", "place", "journey"))),
        attended=attended(events, now),
        inpatient={PLACES[unit]: beds[unit] for unit in INPATIENT},
        emergency={PLACES[unit]: beds[unit] for unit in SPACES},
        since=starts,
        silent=(np.array([], np.int64), np.array([], np.int64)),
    )


def attended(events, now):
    """The attendances of its emergency department, as its page counts them."""
    spans = invented.spans_of(events)
    words = carewords.read(spans.stages)
    of = attendances.department(spans, [invented.PLACES[unit] for unit in SPACES], words)
    found = attendances.attendances(spans, of, now)
    return Attended(found.arrived, found.left, found.decided)


def ints(rows, name):
    return rows[name].cast(pl.Int64).fill_null(OPEN).to_numpy()


def staffed(unit, beds, starts, changes):
    """The open beds of a unit over time: as it began, and as changes set them."""
    level = [(starts - 1, beds[unit])]
    for one in changes:
        if one.kind == "beds" and one.name == unit:
            level.append((one.at, int(one.value)))
            if one.until is not None:
                level.append((one.until, beds[unit]))
    return Steps(*(np.array(column, np.int64) for column in zip(*level, strict=True)))
