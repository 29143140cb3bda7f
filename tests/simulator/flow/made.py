"""Small models by hand, where the truth is known beforehand."""

import numpy as np

from carepath.simulator import flow
from carepath.simulator.flow.history import WEEK

EMPTY = np.empty(0)


def model(
    *,
    rate=1.0,
    beds=(10,),
    lengths=(8.0,),
    nexts=-1,
    groups=None,
    units=None,
    wants=0,
    servers=(),
    scan_take=(),
    by_day=False,
    turnaround=0.0,
    weeks=4,
    planned=(),
):
    """Everybody who comes (`rate` an hour) asks for a bed of unit `wants` at once and stays for one
    of `lengths`; with `scan_take`, all are scanned first. `planned` are hours of the week."""
    number, stations = len(beds), tuple(f"S{place}" for place in range(len(servers)))
    visits = len(scan_take) or 1
    scans = (visits, len(stations))
    rows = number * len(lengths)
    return flow.Model(
        units=units or tuple(f"U{place}" for place in range(number)),
        groups=groups or tuple((place,) for place in range(number)),
        beds=flow.every_hour(list(beds)),
        stations=stations,
        servers=flow.every_hour(list(servers)) if servers else np.empty((0, WEEK)),
        picked=np.arange(weeks),
        arrivals=np.full((weeks, WEEK), rate),
        dispersion=0.0,
        drift=0.0,
        visit_week=np.arange(visits) % weeks,
        visit_hour=np.arange(visits) * float(WEEK) / visits,
        visit_decided=np.zeros(visits),
        visit_total=np.zeros(visits),
        visit_boarders=np.zeros(visits),
        visit_after=np.zeros(visits),
        visit_unit=np.full(visits, wants),
        visit_scan=np.zeros(scans),
        visit_take=np.tile(np.array(scan_take or [0.0])[:, None], (1, len(stations))),
        stay_week=np.arange(rows) % weeks,
        stay_unit=np.repeat(np.arange(number), len(lengths)),
        stay_hour=np.tile(np.arange(len(lengths)) * float(WEEK) / len(lengths), number),
        stay_length=np.tile(np.array(lengths, float), number),
        stay_next=np.full(rows, nexts),
        planned_week=np.repeat(np.arange(weeks), len(planned)),
        planned_hour=np.tile(np.array(planned, float), weeks),
        planned_unit=np.zeros(len(planned) * weeks, int),
        other_week=np.empty(0, int),
        other_hour=EMPTY,
        other_station=np.empty(0, int),
        other_take=EMPTY,
        bed_handling=tuple(np.zeros(1) for _ in beds),
        scan_handling=tuple(np.zeros(1) for _ in stations),
        visits_first=np.zeros(len(stations), bool),
        turnaround=np.full(number, turnaround),
        occupied=np.zeros(number),
        by_day=by_day,
    )


def exponential(mean, number=2000):
    """Equally likely lengths that together are the exponential law."""
    return (-mean * np.log(1 - (np.arange(number) + 0.5) / number)).tolist()


def busy_scanner(first):
    """One scanner, busy most of the time; half of its scans are those of no visit."""
    known = model(rate=0.6, beds=(60,), servers=(1,), scan_take=[0.5, 0.7])
    for name, value in (
        ("scan_handling", (np.array([0.2, 0.4]),)),
        ("visits_first", np.array([first])),
        ("other_week", np.repeat(np.arange(4), 112)),
        ("other_hour", np.tile(np.arange(112) * 1.5, 4)),
        ("other_station", np.zeros(448, int)),
        ("other_take", np.full(448, 0.6)),
    ):
        object.__setattr__(known, name, value)
    return flow.run(known, seed=1, weeks=8)
