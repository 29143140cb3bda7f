"""Learn a hospital's model from its own record.

Method: nothing is fitted to a formula where the record can speak itself. Visits and stays are kept
as rows and drawn again at the same hours of the week; only what depends on how full it is (waits
for a bed, a scanner) is taken out and left to the queues.
Reference: Law, Simulation Modeling and Analysis (2015), chapters 6 and 9.
"""

import numpy as np

from carepath.simulator.flow.calibration import arrivals, record, scans, stays
from carepath.simulator.flow.history import History, HistoryError
from carepath.simulator.flow.model import Model

DRIFT = 0.027
"""How far a month's arrivals lie from the two months before it: the root mean square over the year
of type 1 attendances a day by calendar month, NHS England 2016-2019."""
LEAST_WEEKS, LEAST_STAYS = 2, 20


def calibrate(history: History) -> Model:
    """Return the model of a hospital; HistoryError where the record is too short."""
    _check(history)
    first, planned = record.first_stays(history)
    groups = record.groups(history)
    handling = stays.handling(history, groups)
    levels, dispersion = arrivals.arrivals(history)
    return Model(
        units=history.units,
        groups=groups,
        beds=np.asarray(history.staffed, float),
        stations=history.stations,
        servers=np.asarray(history.servers, float),
        picked=np.arange(history.weeks),
        arrivals=levels,
        dispersion=dispersion,
        drift=DRIFT,
        **arrivals.visits(history, first),
        **stays.lengths(history),
        **stays.planned(history, planned),
        **scans.others(history),
        bed_handling=handling,
        scan_handling=scans.handling(history),
        visits_first=scans.visits_first(history),
        turnaround=stays.turnaround(history, handling),
        occupied=stays.occupied(history),
    )


def _check(history: History) -> None:
    if history.weeks < LEAST_WEEKS:
        raise HistoryError(f"until: at least {LEAST_WEEKS} weeks are needed.")
    arrived = history.visits.arrived
    if not ((arrived >= history.since) & (arrived < history.until)).any():
        raise HistoryError("visits.arrived: nobody came to the emergency department.")
    for unit, name in enumerate(history.units):
        ended = (history.stays.unit == unit) & (history.stays.left < history.until)
        if ended.sum() < LEAST_STAYS:
            raise HistoryError(f"stays.left: fewer than {LEAST_STAYS} stays ended in {name}.")
