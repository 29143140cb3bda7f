"""What binds: on hours made by hand, and on the planted hours of the invented hospital."""

from math import inf

import numpy as np
import polars as pl
import pytest

from carepath.analysis import binding, stage_use
from carepath.analysis.binding import Resource
from carepath.analysis.occupancy import Steps
from carepath.frames.moments import DAY, HOUR, MINUTE
from carepath.simulator import parameters, plants, stages
from carepath.simulator.hospital import Hospital
from tests.stories import invented

NONE = Steps(np.empty(0, np.int64), np.empty(0, np.int64))
DAYS = 8
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
    assert named(nurses, scanner) == ["scanner"]
    assert named(nurses) == [None]


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


@pytest.fixture(scope="module")
def lived():
    """(events, queue of each station at each ten minutes, how many serve in each hour)."""
    planted = [
        one for one in plants.STANDARD(invented.STARTS)
        if one.name in (plants.CT_MORNINGS, plants.MONDAY_DOCTORS)
    ]  # fmt: skip
    made = Hospital(parameters=parameters.load(), seed=1, starts=invented.STARTS, plants=planted)
    frames, queues, serve = [], [], []
    for n in range(1, DAYS * 144 + 1):
        if n % 6 == 1:
            at = invented.STARTS + (n - 1) * 10 * MINUTE
            serve.append({name: made._roster.capacity(name, at) for name in STATIONS})
        frames.append(made.run(invented.STARTS + n * 10 * MINUTE))
        queues.append({name: len(made._engine.stations[name].queue) for name in STATIONS})
    events = pl.concat(frames).unique("ref", keep="last", maintain_order=True)
    return invented.spans_of(events), queues, serve


def planted_in(hour):
    """The station that a plant holds back in an hour of the hospital's life, if any."""
    day, clock = divmod(hour, 24)
    if day % 7 == 0 and 7 <= clock < 11:
        return "ed_doctor"
    return "ct" if day % 7 < 5 and 8 <= clock < 12 else None


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


def test_planted_hours_in_which_patients_queue_are_named_right(lived):
    spans, queues, serve = lived
    now = invented.STARTS + DAYS * DAY
    resources = [station(spans, name, serve, now) for name in STATIONS]
    told = named(*resources, low=invented.STARTS, high=now)
    right = []
    for hour, name in enumerate(told):
        planted = planted_in(hour)
        queued = [queues[n][planted] for n in range(6 * hour, 6 * hour + 6)] if planted else []
        if any(queued):  # the engine's own queue: who could not begin, as nobody was free
            right.append(name == planted)
    assert len(right) >= 20
    assert sum(right) / len(right) >= 0.9
