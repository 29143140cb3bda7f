"""What the invented hospital recorded, as the history that a flow model is calibrated on: columns
that any hospital's own record has. Nothing of the engine's inner state is used."""

from datetime import datetime, timedelta

import numpy as np
import polars as pl

from carepath.frames.moments import to_us
from carepath.frames.spans import STAY
from carepath.simulator import flow
from carepath.simulator.stages import INPATIENT

STATIONS = ("CT",)
GROUPS = (("MEA", "MEB", "ELD", "STR"), ("SUR", "ORT"))
"""Units that stand in for each other, as the hospital says."""
FINISHED = ("Decision to discharge", "Decision to admit")
EMERGENCY = "Registration"


def history(frame, zone, starts: int, weeks: int, beds: dict, servers: np.ndarray, after: int = 0):
    """Return the history of EVENTS over weeks from a Monday on, without its first `after` weeks.

    `beds` are staffed beds by unit, `servers` (stations x 168) scanners by hour of the week.
    """
    last = frame.unique("ref", keep="last", maintain_order=True)
    monday = flow.hours_of(np.array([starts]), zone)[0]
    table = _Table(last, zone, monday + after * 168)
    place = {name: index for index, name in enumerate(INPATIENT)}
    return flow.History(
        since=0.0,
        until=float((weeks - after) * 168),
        units=INPATIENT,
        staffed=flow.every_hour([beds[unit] for unit in INPATIENT]),
        visits=table.visits(),
        stays=table.stays(place),
        groups=tuple(tuple(place[unit] for unit in group) for group in GROUPS),
        stations=STATIONS,
        servers=servers,
        scans=table.scans(),
    )


def monday_after(starts: datetime, weeks: int) -> int:
    """Return local midnight so many weeks after a local midnight, in microseconds UTC."""
    return to_us(starts + timedelta(weeks=weeks))


class _Table:
    def __init__(self, events, zone, monday: float) -> None:
        self._zone, self._monday = zone, monday
        cases = events["case"].unique().sort()
        numbers = pl.DataFrame({"case": cases, "number": np.arange(len(cases))})
        self._events = events.join(numbers, on="case")

    def visits(self) -> flow.Visits:
        """One visit a case that was registered, from its arrival on."""
        events = self._events
        registered = events.filter(pl.col("stage") == EMERGENCY).select("number").unique()
        came = self._first("Arrival").join(registered, on="number", how="semi")
        decided = self._first(*FINISHED)
        admitted = events.filter(pl.col("stage") == "Decision to admit").select("number").unique()
        left = self._first("Left emergency department")
        table = (
            came.join(decided, on="number", how="left", suffix="_decided")
            .join(left, on="number", how="left", suffix="_left")
            .join(admitted.with_columns(admitted=True), on="number", how="left")
            .sort("number")
        )
        return flow.Visits(
            table["number"].to_numpy(),
            self._hours(table["started"]),
            self._hours(table["started_decided"]),
            self._hours(table["started_left"]),
            table["admitted"].fill_null(value=False).to_numpy(),
        )

    def stays(self, place: dict[str, int]) -> flow.Stays:
        stays = self._events.filter(
            (pl.col("kind") == STAY) & pl.col("unit").is_in(list(place))
        ).filter(pl.col("started").is_not_null() | pl.col("ended").is_null())
        bed = stays["attributes"].str.extract(r"-(\d+)", 1).cast(pl.Int64).fill_null(-1)
        return flow.Stays(
            stays["number"].to_numpy(),
            np.array([place[unit] for unit in stays["unit"]], int),
            self._hours(stays["requested"]),
            self._hours(stays["started"]),
            self._hours(stays["ended"]),
            bed.to_numpy(),
        )

    def scans(self) -> flow.Scans:
        scans = self._events.filter(pl.col("stage") == "CT")
        scans = scans.filter(pl.col("started").is_not_null() | pl.col("ended").is_null())
        return flow.Scans(
            scans["number"].to_numpy(),
            np.zeros(len(scans), int),
            self._hours(scans["requested"]),
            self._hours(scans["started"]),
            self._hours(scans["ended"]),
        )

    def _first(self, *stages: str) -> pl.DataFrame:
        mine = self._events.filter(pl.col("stage").is_in(stages))
        return mine.group_by("number").agg(pl.col("started").min())

    def _hours(self, moments: pl.Series) -> np.ndarray:
        told = moments.cast(pl.Int64).fill_null(-1).to_numpy()
        return flow.hours_of(told, self._zone) - self._monday
