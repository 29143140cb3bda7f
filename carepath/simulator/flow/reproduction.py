"""How well a model reproduces the hospital's last weeks, and what it takes for granted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from carepath.simulator.flow import outcomes, predict
from carepath.simulator.flow.calibration import calibrate
from carepath.simulator.flow.history import WEEK, History
from carepath.simulator.flow.model import Model
from carepath.simulator.flow.outcomes import Spread

HELD, LEAST = 4, 4
"""Weeks that are held out, and weeks that have to be left to learn from."""

ASSUMPTIONS = {
    "past_weeks": "The weeks to come are like those of the record, but for the changes.",
    "arrivals": "People come by chance, at the rhythm of the hours of the week.",
    "same_mix": "More or fewer arrivals are as ill as those of the record.",
    "first_asked": "Who asked first for a bed or a scanner gets it first.",
    "groups": "Units stand in for each other only where the hospital says so.",
    "stays": "Stays last as long as recorded ones begun at the same hours, however full it is.",
    "beds": "A bed that is added is staffed at all hours, and one taken away is empty first.",
    "staff": "Doctors, nurses and porters are as many for each patient as before.",
    "others": "Scans of inpatients and of clinics are as many as before.",
    "ready": "Who goes home earlier was ready earlier; nothing else of the stay changes.",
}
"""Key to what the model takes for granted, for pages to translate and show."""


_CLOSE, _CLOSE_SHARE = 0.5 / 60, 0.0005
"""Half a minute of a time, half of a tenth of a percent of a share."""
_SHARES = ("occupancy_", "full_hours")
"""How keys of shares begin, beside those of waits over some hours."""


@dataclass(frozen=True, slots=True)
class Reproduced:
    """One outcome: as recorded, and as the model spreads it."""

    key: str
    observed: float
    simulated: Spread

    @property
    def inside(self) -> bool:
        """Whether the record lies within the 80 % interval, give or take what nobody tells apart: a
        quarter of an hour's wait is not another one because of some seconds."""
        close = _CLOSE_SHARE if self.key.startswith(_SHARES) or "_over_" in self.key else _CLOSE
        low, high = self.simulated.low80 - close, self.simulated.high80 + close
        return low <= self.observed <= high


@dataclass(frozen=True, slots=True)
class Fit:
    """The last weeks, recorded beside simulated. `held_out` tells whether they were left out when
    the model was learnt; a short record does not allow that."""

    rows: tuple[Reproduced, ...]
    weeks: int
    held_out: bool

    @property
    def share_inside(self) -> float:
        """Return the share of outcomes within their 80 % interval."""
        return float(np.mean([row.inside for row in self.rows]))


@dataclass(frozen=True, slots=True)
class Held:
    """The last weeks as they were, and a model to run them with: learnt without them, or (where
    the record is too short for that, `held_out` False) with them."""

    model: Model
    observed: dict[str, float]
    weeks: int
    held_out: bool


def fit(history: History, *, seed: int, runs: int = predict.RUNS) -> Fit:
    """Return how the last four weeks (or all of a shorter record) are reproduced."""
    held = hold_out(history)
    told = list(predict.alone(held.model, seed=seed, runs=runs, weeks=held.weeks))
    return reproduced(held.observed, told, weeks=held.weeks, held_out=held.held_out)


def hold_out(history: History) -> Held:
    """Return the last weeks of a history, and a model that knows nothing of them if it can."""
    weeks = min(HELD, history.weeks)
    held_out = history.weeks >= HELD + LEAST
    since = history.until - weeks * WEEK
    model = calibrate(before(history, since) if held_out else history)
    return Held(model, outcomes.of(history, since, history.until), weeks, held_out)


def reproduced(
    observed: Mapping[str, float],
    runs: Sequence[Mapping[str, float]],
    *,
    weeks: int,
    held_out: bool,
) -> Fit:
    """Return outcomes as recorded beside those of runs of the same length."""
    rows = [
        Reproduced(key, value, outcomes.spread(np.array([run[key] for run in runs])))
        for key, value in observed.items()
        if value == value
    ]
    return Fit(tuple(rows), weeks, held_out)


def before(history: History, until: float) -> History:
    """Return what was known of a history at an earlier moment."""
    visits, stays, scans = history.visits, history.stays, history.scans
    came = visits.arrived < until
    asked = ~(stays.requested >= until) & ~(np.isnan(stays.requested) & (stays.entered >= until))
    wanted = scans.requested < until
    return replace(
        history,
        until=until,
        visits=_known(visits, came, until, ("decided", "left")),
        stays=_known(stays, asked, until, ("entered", "left")),
        scans=_known(scans, wanted, until, ("started", "ended")),
    )


def _known(table, rows: np.ndarray, until: float, later: tuple[str, ...]):
    columns = {name: getattr(table, name)[rows] for name in type(table).__slots__}
    for name in later:
        columns[name] = np.where(columns[name] < until, columns[name], np.nan)
    return type(table)(**columns)
