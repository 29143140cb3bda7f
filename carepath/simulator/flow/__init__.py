"""What-if: a hospital's flow, learnt from its own record and run again with something changed.

    history = flow.History(...)                     the record as columns; hours on the wall clock
    model = flow.calibrate(history)                 frozen; model.to_json(), Model.from_json(text)
    changes = [flow.Change("beds", "Ward 6", 4)]    kinds: see `changes.Change`
    flow.check(model, change)                       ChangeError, its `.field` names what is wrong
    pairs = list(flow.pairs(model, changes, seed=1, runs=40, weeks=4))      one at a time: progress
    flow.compare(*zip(*pairs))                      Difference a key: before, after, difference
    flow.one(model, changes, seed=1, place=0)       half of a pair: in any order, to go on later
    flow.fit(history, seed=1)                       how the last four weeks are reproduced
    held = flow.hold_out(history)                   the same in pieces: runs of held.model, then
    flow.reproduced(held.observed, runs, weeks=held.weeks, held_out=held.held_out)
    flow.ASSUMPTIONS                                key to sentence
    flow.run(model, changes, seed=1, weeks=4)       one run as a History, for pictures
    flow.outcomes_of(history)                       key to number, of a record or of a run

Keys of outcomes: `bed_wait_mean|p50|p90|over_Nh` (request to bed, of those who come through the
emergency department), `boarding_hours_a_day`, `occupancy_mean`, `occupancy_mean:UNIT`,
`occupancy_p95:UNIT`, `full_hours:UNIT`, `arrivals_a_day`, `department_stay_...`,
`scan_wait_...:STATION`; N of 1, 2, 4, 8, 12, 24. Hours, or shares between 0 and 1.

The package shares no code with the invented hospital's engine, on which it is judged.
"""

from carepath.simulator.flow.calibration import calibrate
from carepath.simulator.flow.changes import KINDS, Change, ChangeError, check
from carepath.simulator.flow.history import (
    History,
    HistoryError,
    Scans,
    Stays,
    Visits,
    every_hour,
    hours_of,
)
from carepath.simulator.flow.model import Model, ModelError
from carepath.simulator.flow.outcomes import Difference, Spread, compare, spread
from carepath.simulator.flow.outcomes import of as outcomes_of
from carepath.simulator.flow.predict import RUNS, alone, one, pairs
from carepath.simulator.flow.reproduction import (
    ASSUMPTIONS,
    Fit,
    Held,
    Reproduced,
    fit,
    hold_out,
    reproduced,
)
from carepath.simulator.flow.running import run

__all__ = [
    "ASSUMPTIONS",
    "KINDS",
    "RUNS",
    "Change",
    "ChangeError",
    "Difference",
    "Fit",
    "Held",
    "History",
    "HistoryError",
    "Model",
    "ModelError",
    "Reproduced",
    "Scans",
    "Spread",
    "Stays",
    "Visits",
    "alone",
    "calibrate",
    "check",
    "compare",
    "every_hour",
    "fit",
    "hold_out",
    "hours_of",
    "one",
    "outcomes_of",
    "pairs",
    "reproduced",
    "run",
    "spread",
]
