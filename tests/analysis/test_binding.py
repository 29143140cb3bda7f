"""What binds: on hours made by hand, and on the planted hours of the invented hospital.

Of the planted hours those count in which one more of what was taken away lets somebody begin
earlier. CAREPATH_CASES sets in how many hospitals (1 by default); none of them was looked at when
the rule was made.
"""

import os
import sys
from math import inf

import numpy as np
import polars as pl
import pytest

from carepath.analysis import binding, stage_use
from carepath.analysis.binding import Resource
from carepath.analysis.occupancy import Steps
from carepath.frames.moments import DAY, HOUR, MINUTE
from carepath.simulator import parameters, plants, stages
from carepath.simulator.hospital import EDGE, Hospital
from tests.stories import invented

NONE = Steps(np.empty(0, np.int64), np.empty(0, np.int64))
DAYS = 14
SEEDS = range(11, 11 + min(10, int(os.environ.get("CAREPATH_CASES", "1"))))
STATIONS = ("ct", "ed_doctor", "ed_nurse", "lab", "porter", "registrar", "triage_nurse", "xray")


def steps(*pairs):
    return Steps(*(np.array(column, np.int64) for column in zip(*pairs, strict=True)))


def always(level):
    return steps((0, level))


def named(*resources, low=0, high=HOUR):
    found = binding.hours(resources, low, high)
    return [hour.binding.resource.name if hour.binding else None for hour in found]


def test_the_fullest_binds_of_those_somebody_waits_for():
    beds = Resource("bed", "beds", always(19), always(20), always(1))
    nurses = Resource("staff", "nurses", always(4), always(4), NONE)
    scanner = Resource("equipment", "scanner", always(3), always(4), always(9))
    assert named(beds, nurses, scanner) == ["beds"]
    assert named(nurses, scanner) == [None], "one scanner stood idle"
    busy = Resource("equipment", "scanner", always(4), always(4), always(1))
    assert named(beds, nurses, busy) == ["scanner"], "nothing of it was left"
    assert named(nurses) == [None]


def test_held_up_is_what_was_waited_while_all_of_it_was_in_use():
    # Somebody waits all the time; both porters are out for ten minutes only.
    out = steps((0, 1), (20 * MINUTE, 2), (30 * MINUTE, 1))
    porters = Resource("staff", "porters", out, always(2), always(3))
    assert binding.load(porters, 0, HOUR).held == 3 * 10 * MINUTE
    assert named(porters) == ["porters"]
    short = steps((0, 1), (20 * MINUTE, 2), (20 * MINUTE + binding.LEAST // 3 - 1, 1))
    assert named(Resource("staff", "porters", short, always(2), always(3))) == [None]


def test_use_counts_while_somebody_waits():
    # Full for a quarter of the hour, and only then does somebody wait.
    rush = 15 * MINUTE
    used, waits = steps((0, 4), (rush, 0)), steps((0, 2), (rush, 0))
    one = binding.load(Resource("staff", "doctors", used, always(4), waits), 0, HOUR)
    assert (one.share, one.used, one.limit, one.waited) == (1, 1, 4, 2 * rush)
    idle = binding.load(Resource("staff", "doctors", used, always(4), steps((rush, 1))), 0, HOUR)
    assert idle.share == 0 and binding.binding([idle]) is None


def test_what_is_not_there_at_all_comes_first_and_of_equals_the_longer_queue():
    full = Resource("bed", "beds", always(30), always(20), always(50))
    gone = Resource("equipment", "laboratory", NONE, always(0), always(1))
    assert named(full, gone) == ["laboratory"]
    assert binding.load(gone, 0, HOUR).share == inf
    short = Resource("staff", "clerks", always(2), always(2), always(1))
    long = Resource("staff", "porters", always(2), always(2), always(3))
    assert named(short, long) == ["porters"]


def test_hours_are_cut_at_the_end_of_the_window():
    one = Resource("bed", "beds", steps((0, 1), (HOUR, 2)), always(2), always(1))
    found = binding.hours([one], 0, 2 * HOUR + HOUR // 2)
    assert [hour.start for hour in found] == [0, HOUR, 2 * HOUR]
    assert [hour.loads[0].share for hour in found] == [0.5, 1, 1]
    assert named(one, low=0, high=2 * HOUR) == [None, "beds"]


PLANTED = [
    one for one in plants.STANDARD(invented.STARTS)
    if one.name in (plants.CT_MORNINGS, plants.MONDAY_DOCTORS)
]  # fmt: skip


def planted_in(hour):
    """The stations that a plant holds back in an hour of the hospital's life."""
    day, clock = divmod(hour, 24)
    doctors = day % 7 == 0 and 7 <= clock < 11
    scans = day % 7 < 5 and 8 <= clock < 12
    return ["ed_doctor"] * doctors + ["ct"] * scans


def lived(seed, days):
    """(events, how many serve in each hour, hour -> the saved hospital where it is planted)."""
    made = Hospital(parameters=parameters.load(), seed=seed, starts=invented.STARTS, plants=PLANTED)
    frames, serve, saved = [], [], {}
    for hour in range(days * 24):
        at = invented.STARTS + hour * HOUR
        frames.append(made.run(at))
        serve.append({name: made._roster.capacity(name, at) for name in STATIONS})
        if planted_in(hour):
            saved[hour] = made.save()
    frames.append(made.run(invented.STARTS + (days + 1) * DAY))
    return pl.concat(frames).unique("ref", keep="last", maintain_order=True), serve, saved


def begun_earlier(saved, name, at, events):
    """How many begin earlier at a station if one more serves there for an hour: the same hospital
    lives that hour again. It knows no share, queue or limit."""
    made = Hospital.resume(saved, parameters=parameters.load(), plants=PLANTED)
    usual, machines = made._roster.capacity, made._engine.stations[name]
    if machines.machines:
        machines.free.append(machines.machines)
    made._roster.capacity = lambda one, when: (
        usual(one, when) + (one == name and at <= when < at + HOUR)
    )
    for edge in (at, at + HOUR):
        made._engine.agenda.put(edge, EDGE, first=True)
    stages_ = [one.name for one in stages.STAGES.values() if one.station == name]
    began = pl.col("stage").is_in(stages_) & pl.col("started").is_between(at, at + HOUR - 1)
    helped = made.run(at + HOUR).unique("ref", keep="last").filter(began)
    usually = events.select("ref", usually="started")
    both = helped.select("ref", "started").join(usually, on="ref", how="left")
    later = pl.col("usually").is_null() | (pl.col("usually") > pl.col("started"))
    return both.filter(later).height


def station(spans, name, serve, now):
    """A station as a resource: its patients, how many serve, and who asked for it."""
    names = [one.name for one in stages.STAGES.values() if one.station == name]
    used, waits = (
        _together([look(spans, stage, now) for stage in names])
        for look in (stage_use.in_stage, stage_use.waiting_for)
    )
    limit = steps(*((invented.STARTS + n * HOUR, one[name]) for n, one in enumerate(serve)))
    return Resource("staff", name, used, limit, waits)


def _together(parts):
    at = np.unique(np.concatenate([part.at for part in parts]))
    return Steps(at, sum(part.when(at) for part in parts))


@pytest.mark.parametrize("seed", SEEDS)
def test_planted_hours_that_truly_bind_are_named_right(seed):
    events, serve, saved = lived(seed, DAYS)
    spans, now = invented.spans_of(events), invented.STARTS + DAYS * DAY
    resources = [station(spans, name, serve, now) for name in STATIONS]
    told = named(*resources, low=invented.STARTS, high=now)
    right = []
    for hour, one in saved.items():
        at = invented.STARTS + hour * HOUR
        binds = {name for name in planted_in(hour) if begun_earlier(one, name, at, events)}
        if binds:
            right.append(told[hour] in binds)
    report = f"seed {seed}: {len(saved)} planted, {len(right)} bind, {sum(right)} named right"
    sys.stderr.write(f"{report}\n")
    assert len(right) >= 0.5 * len(saved), "most planted hours bind"
    assert sum(right) / len(right) >= 0.9, report
