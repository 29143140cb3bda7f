"""What may be asked: "+4 beds", "CT open until 22:00", "20 % more arrivals", "home 2 h earlier"."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np

from carepath.simulator.flow.history import DAY, WEEK
from carepath.simulator.flow.model import Model

BEDS, STATION, ARRIVALS, DISCHARGES = "beds", "station", "arrivals", "discharges"
KINDS = (BEDS, STATION, ARRIVALS, DISCHARGES)
MOST_ARRIVALS, MOST_EARLIER, MOST_BEDS, MOST_SERVERS = 3.0, 12.0, 200, 50


class ChangeError(ValueError):
    """A change that cannot be tried: `field` names what is wrong, the text says why."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True, slots=True)
class Change:
    """One change, in force from the first hour on. `asdict` and `Change(**...)` are its JSON.

    | kind | name | value | opens, closes |
    |---|---|---|---|
    | beds | unit | beds more (or, below 0, fewer) | |
    | station | station | how many at once then, None = as at its busiest | hours |
    | arrivals | | factor on arrivals at the emergency department | |
    | discharges | unit, or "" for all | hours earlier that people go home | |
    """

    kind: str
    name: str = ""
    value: float | None = None
    opens: float | None = None
    closes: float | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """What changes come to: beds and servers by hour of the week, the factor, hours by unit."""

    beds: np.ndarray
    servers: np.ndarray
    factor: float
    earlier: np.ndarray


def effect(model: Model, changes: Sequence[Change]) -> Effect:
    """Return what is in force with these changes; ChangeError names the field that is wrong."""
    beds, servers = model.beds.copy(), model.servers.copy()
    factor, earlier = 1.0, np.zeros(len(model.units))
    for change in changes:
        check(model, change)
        if change.kind == BEDS:
            unit = model.units.index(change.name)
            beds[unit] = np.maximum(beds[unit] + change.value, 0)
        elif change.kind == STATION:
            _open(servers[model.stations.index(change.name)], change)
        elif change.kind == ARRIVALS:
            factor *= change.value
        else:
            named = slice(None) if not change.name else model.units.index(change.name)
            earlier[named] += change.value
    return Effect(beds, servers, factor, earlier)


def check(model: Model, change: Change) -> None:
    """Return nothing where the change fits the hospital; else ChangeError."""
    kind, value = change.kind, change.value
    if kind not in KINDS:
        raise ChangeError("kind", "There is no such kind of change.")
    names = {BEDS: model.units, STATION: model.stations, DISCHARGES: ("", *model.units)}
    if change.name not in names.get(kind, ("",)):
        raise ChangeError("name", "There is no such place.")
    if kind == STATION:
        _check_station(change)
    elif value is None or not isfinite(value):
        raise ChangeError("value", "A number is needed.")
    elif kind == BEDS:
        _check_beds(model, change)
    elif kind == ARRIVALS and not 0 < value <= MOST_ARRIVALS:
        raise ChangeError("value", f"A factor above 0 and up to {MOST_ARRIVALS:g} is needed.")
    elif kind == DISCHARGES and not 0 < value <= MOST_EARLIER:
        raise ChangeError("value", f"Hours above 0 and up to {MOST_EARLIER:g} are needed.")


def _check_beds(model: Model, change: Change) -> None:
    value = change.value
    if value != int(value) or not value or abs(value) > MOST_BEDS:
        raise ChangeError("value", f"A whole number of beds up to {MOST_BEDS} is needed.")
    if model.beds[model.units.index(change.name)].max() + value < 0:
        raise ChangeError("value", "The unit has fewer beds than that.")


def _check_station(change: Change) -> None:
    for field in ("opens", "closes"):
        hour = getattr(change, field)
        if hour is None or not 0 <= hour <= DAY or hour != int(hour):
            raise ChangeError(field, "A whole hour from 0 to 24 is needed.")
    if change.opens == change.closes:
        raise ChangeError("closes", "It closes when it opens.")
    value = change.value
    if value is not None and not (0 <= value <= MOST_SERVERS and value % 1 == 0):
        raise ChangeError("value", f"A whole number from 0 to {MOST_SERVERS} is needed.")


def _open(servers: np.ndarray, change: Change) -> None:
    """Put the number in place at the hours named, which may pass midnight."""
    hour = np.arange(WEEK) % DAY
    after, before = hour >= change.opens, hour < change.closes
    named = after & before if change.opens < change.closes else after | before
    servers[named] = servers.max() if change.value is None else change.value
