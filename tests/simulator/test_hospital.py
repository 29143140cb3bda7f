import gc
import hashlib
import os
import random
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from carepath.frames.moments import DAY, HOUR, MINUTE, to_us
from carepath.simulator import plants
from carepath.simulator.changes import Change, ChangeError
from carepath.simulator.hospital import Hospital
from carepath.simulator.stages import END_STAGES, INPATIENT
from carepath.simulator.state import StateError
from tests.simulator.worlds import (
    LONDON,
    PARAMETERS,
    SMALL,
    STARTS,
    events,
    hospital,
    lived,
    present,
    waits,
)

ROOT = Path(__file__).resolve().parents[2]


# ------------------------------------------------------------------ the same again


def digest(frame):
    text = frame.with_columns(pl.col("ref", "parent_ref").bin.encode("hex")).write_csv()
    return hashlib.sha256(text.encode()).hexdigest()


PROGRAM = """
from tests.simulator.test_hospital import digest
from tests.simulator.worlds import hospital, STARTS
made = hospital(seed=3)
print(digest(made.run(STARTS + 24 * 3600 * 10**6)), end="")
"""


def test_the_same_seed_gives_the_same_bytes_in_another_process():
    here = digest(hospital(seed=3).run(STARTS + DAY))
    env = os.environ | {"PYTHONHASHSEED": "77"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert done.stdout == here, done.stderr


def test_another_seed_gives_other_days():
    assert digest(hospital(seed=4).run(STARTS + DAY)) != digest(hospital(seed=3).run(STARTS + DAY))


CHANGES = (
    Change(STARTS + 5 * HOUR, "beds", "MEA", 5),
    Change(STARTS + 20 * HOUR, "staff", "ed_doctor/late", 1),
    Change(STARTS + 26 * HOUR, "down", "ct", 0, STARTS + 31 * HOUR),
    Change(STARTS + 30 * HOUR, "casualties", "train", 20),
    Change(STARTS + 33 * HOUR, "arrivals", "flu", 1.5, STARTS + 60 * HOUR),
    Change(STARTS + 2 * DAY, "arrivals", "fair", 0.6, STARTS + 90 * HOUR),
    Change(STARTS + 40 * HOUR, "effect", "triage_form", 1),
    Change(STARTS + 70 * HOUR, "effect", "triage_form", 0),
)


def in_pieces(made, rng, until, planted, saves):
    """Run in slices of random length, at random moments saved and resumed."""
    frames, loaded = [], made.parameters
    while made.now < until:
        frames.append(made.run(min(until, made.now + int(rng.random() ** 3 * DAY) + 1)))
        if saves and rng.random() < 0.5:
            made = Hospital.resume(made.save(), parameters=loaded, plants=planted)
    return made, present(*frames)


def assert_pieces_are_the_whole(loaded, seed, days, saves):
    planted, until = plants.STANDARD(STARTS), STARTS + days * DAY
    how = {"seed": seed, "planted": planted, "changes": CHANGES, "loaded": loaded}
    whole, made = hospital(**how), hospital(**how)
    told = present(whole.run(until))
    made, pieces = in_pieces(made, random.Random(seed), until, planted, saves)
    assert pieces.equals(told)
    assert made.save() == whole.save()
    assert made.vitals(until - DAY, until).equals(whole.vitals(until - DAY, until))


@pytest.mark.parametrize("saves", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_slices_saves_and_resumes_change_nothing(saves, seed):
    assert_pieces_are_the_whole(SMALL, seed, 5, saves)


@pytest.mark.slow
def test_slices_saves_and_resumes_change_nothing_in_forty_five_days():
    assert_pieces_are_the_whole(PARAMETERS, 1, 45, saves=True)


def test_a_state_fits_only_what_it_was_made_with():
    saved = hospital(loaded=SMALL).save()
    with pytest.raises(StateError, match="other parameters"):
        Hospital.resume(saved, parameters=PARAMETERS)
    with pytest.raises(StateError, match="planted truths"):
        Hospital.resume(saved, parameters=SMALL, plants=plants.STANDARD(STARTS))


def test_changes_known_beforehand_or_told_in_time_are_the_same():
    known, told = hospital(changes=CHANGES, loaded=SMALL), hospital(loaded=SMALL)
    frames = []
    for change in sorted(CHANGES, key=lambda change: change.at):
        frames.append(told.run(change.at))
        told.apply(change)
    frames.append(told.run(STARTS + 5 * DAY))
    assert present(*frames).equals(present(known.run(STARTS + 5 * DAY)))
    assert told.save() == known.save()


def test_nothing_happens_in_no_time_and_never_backwards():
    made = hospital()
    assert made.run(STARTS).is_empty() and made.now == STARTS
    made.run(STARTS + HOUR)
    with pytest.raises(ValueError, match="back in time"):
        made.run(STARTS)


def test_living_makes_no_cycles_so_that_pausing_the_collector_is_safe():
    made = hospital(loaded=SMALL)
    gc.collect()
    gc.disable()
    found = []
    try:
        for day in range(
            3
        ):  # what ran before may still end a thread: living would leave some each day
            for hour in range(1, 17):
                made.run(STARTS + (16 * day + hour) * HOUR)
            assert not gc.isenabled()
            found.append(gc.collect())
    finally:
        gc.enable()
    assert min(found) == 0
    made.run(STARTS + 3 * DAY)
    assert gc.isenabled()


# ------------------------------------------------------------------ what always holds


def assert_laws(made, frame):
    """What holds for every hospital, whatever was done to it."""
    asked = frame.filter(pl.col("requested").is_not_null() & pl.col("started").is_not_null())
    assert (asked["requested"] <= asked["started"]).all()
    ended = frame.filter(pl.col("ended").is_not_null() & pl.col("started").is_not_null())
    assert (ended["started"] <= ended["ended"]).all()
    assert frame.select(pl.max_horizontal("requested", "started", "ended").max()).item() <= made.now
    engine = made._engine
    closed = frame.filter(pl.col("stage").is_in(END_STAGES))
    assert closed["case"].n_unique() == closed.height == engine.left
    still = [patient for patient in engine.patients.values() if not patient.closed]
    assert engine.arrived == engine.left + len(still) == frame["case"].n_unique()
    assert_beds(frame)
    assert_occupancy(made, frame)


def assert_beds(frame):
    """No bed ever holds two, and between two patients it is cleaned."""
    stays = frame.filter((pl.col("kind") == 1) & pl.col("started").is_not_null())
    stays = stays.sort("attributes", "started").with_columns(
        before=pl.col("ended").shift().over("attributes"),
        first=pl.col("started").rank("ordinal").over("attributes") == 1,
    )
    later = stays.filter(~pl.col("first"))
    assert later["before"].null_count() == 0
    gap = later["started"] - later["before"]
    assert (gap >= 0).all()
    cleaned = gap.filter(later["unit"].is_in(list(INPATIENT)))
    assert cleaned.is_empty() or cleaned.min() > 5 * MINUTE


def assert_occupancy(made, frame):
    """The integral of each unit's step function is the sum of its stays, to the microsecond."""
    stays = frame.filter((pl.col("kind") == 1) & pl.col("started").is_not_null())
    for (unit,), rows in stays.group_by("unit"):
        low, high = STARTS + 13 * HOUR, made.now - 7 * HOUR
        spans = [
            (max(low, start), min(high, made.now if end is None else end))
            for start, end in rows.select("started", "ended").iter_rows()
        ]
        clipped = sum(max(0, end - start) for start, end in spans)
        steps = sorted(
            point for start, end in spans if end > start for point in ((start, 1), (end, -1))
        )
        area, now, inside = 0, low, 0
        for at, step in steps:
            area, now, inside = area + inside * (at - now), at, inside + step
        assert area == clipped, unit


def assert_capacity(made, frame):
    """Whenever work starts, no more are at work than are on duty; on machines no two at once."""
    roster = made._roster
    for name, station in made._engine.stations.items():
        if name == "cleaner":
            continue
        role = PARAMETERS.stations[name].role
        rows = frame.filter((pl.col("role") == role) & pl.col("started").is_not_null())
        points = [(start, 1) for start in rows["started"]]
        points += [(end, -1) for end in rows["ended"].drop_nulls()]
        inside = 0
        for at, step in sorted(points):
            inside += step
            if step > 0:
                assert inside <= max(roster.capacity(name, at), roster.capacity(name, at + 999_999))
        assert inside == station.busy


def test_laws_of_a_calm_week():
    made, frame = lived(7)
    assert_laws(made, frame)
    assert_capacity(made, frame)


@pytest.mark.parametrize("seed", range(3))
def test_laws_of_a_small_crowded_hospital_to_which_everything_happens(seed):
    how = {"seed": seed, "planted": plants.STANDARD(STARTS), "changes": CHANGES, "loaded": SMALL}
    made = hospital(**how)
    assert_laws(made, made.run(STARTS + 8 * DAY))


@pytest.mark.slow
def test_sixty_days_take_fifteen_seconds_at_most():
    began = time.process_time()
    frame = hospital(planted=plants.STANDARD(STARTS)).run(STARTS + 60 * DAY)
    assert time.process_time() - began < 15
    assert 17_000 < frame["case"].n_unique() < 19_000 and 230_000 < frame.height < 280_000


@pytest.mark.slow
@pytest.mark.parametrize("with_plants", [False, True])
def test_laws_of_sixty_days(with_plants):
    made, frame = lived(60, with_plants=with_plants)
    assert_laws(made, frame)
    assert_capacity(made, frame)


def test_a_calm_week_looks_like_a_hospital():
    frame = events(7)
    assert 270 < frame["case"].n_unique() / 7 < 340
    assert 9 < frame.height / frame["case"].n_unique() < 17
    assert frame.filter(stage="Ward stay").height > 200


# ------------------------------------------------------------------ changes


def test_closed_beds_stay_empty_once_left():
    at = STARTS + 12 * HOUR
    made = hospital(loaded=SMALL, changes=(Change(at, "beds", "AMU", 2),))
    stays = made.run(STARTS + 6 * DAY).filter((pl.col("unit") == "AMU") & (pl.col("kind") == 1))
    later = stays.filter(pl.col("started") > at + 2 * DAY)
    for row in later.iter_rows(named=True):
        inside = stays.filter(
            (pl.col("started") <= row["started"])
            & (pl.col("ended").is_null() | (pl.col("ended") > row["started"]))
        )
        assert inside.height <= 2
    assert later.height > 2


def test_fewer_doctors_make_longer_waits():
    change = Change(STARTS + DAY, "staff", "ed_doctor/early", 2)
    few, usual = events(2, changes=(change,)), events(2)
    morning = pl.col("requested").is_between(STARTS + 31 * HOUR, STARTS + 39 * HOUR)
    now = [waits(f, "Doctor assessment").filter(morning)["wait"].mean() for f in (few, usual)]
    assert now[0] > 2 * now[1]
    same = [present(f.filter(pl.col("ended") < STARTS + DAY)) for f in (few, usual)]
    assert same[0].equals(same[1])


def test_what_is_down_starts_nothing_until_it_is_up():
    at, up = STARTS + DAY + 9 * HOUR, STARTS + DAY + 13 * HOUR
    frame = events(2, changes=(Change(at, "down", "ct", 0, up),))
    scans = frame.filter(pl.col("stage") == "CT")["started"]
    assert scans.is_between(at, up, closed="left").sum() == 0
    assert (scans >= up).sum() > 5


def test_casualties_come_at_once():
    at = STARTS + DAY + 14 * HOUR
    frame = events(2, changes=(Change(at, "casualties", "train", 20),))
    hurt = frame.filter(pl.col("case").str.starts_with("M") & (pl.col("stage") == "Arrival"))
    assert hurt.height == 20
    assert hurt["started"].is_between(at - 1_000_000, at + 30 * MINUTE).all()
    assert hurt["case_attributes"].str.contains('"reason":"train"').all()


def lived_small(*changes):
    return hospital(loaded=SMALL, changes=changes).run(STARTS + 8 * DAY)


def test_more_and_fewer_arrivals_leave_everybody_elses_numbers_alone():
    at, end = STARTS + DAY + 6 * HOUR, STARTS + 7 * DAY + 6 * HOUR
    usual = lived_small().filter(stage="Arrival")

    def come(factor):
        change = Change(at, "arrivals", "flu", factor, end)
        frame = lived_small(change).filter(stage="Arrival")
        return frame, frame.filter(pl.col("started").is_between(at, end)).height

    more, many = come(1.6)
    fewer, few = come(0.5)
    base = usual.filter(pl.col("started").is_between(at, end)).height
    assert 1.4 * base < many < 1.8 * base and 0.4 * base < few < 0.6 * base
    assert set(usual["case"]) <= set(more["case"]) and set(fewer["case"]) < set(usual["case"])


def test_the_establishment_is_what_is_in_force():
    made = hospital()
    found = made.establishment()
    assert found.beds["AMU"] == PARAMETERS.units.AMU.open
    assert found.staff["ed_doctor", "late"] == PARAMETERS.staff.ed_doctor.late
    made.run(STARTS + HOUR)
    made.apply(Change(made.now, "beds", "AMU", 30))
    made.apply(Change(made.now + HOUR, "staff", "ed_doctor/late", 3))
    assert made.establishment().beds["AMU"] == 30
    assert made.establishment().staff["ed_doctor", "late"] != 3
    made.run(STARTS + 3 * HOUR)
    assert made.establishment().staff["ed_doctor", "late"] == 3
    assert found.levers == frozenset()
    made.apply(Change(made.now, "effect", "triage_form", 1))
    assert made.establishment().levers == {"triage_form"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("beds", "CT", 3), "no beds"),
        (("beds", "AMU", 999), "has 66 beds"),
        (("staff", "ed_doctor/noon", 3), "no such role"),
        (("down", "coffee", 1), "no such station"),
        (("effect", "magic", 1), "no such lever"),
    ],
)
def test_impossible_changes_are_refused(change, says):
    with pytest.raises(ChangeError, match=says):
        hospital().apply(Change(STARTS, *change))


def test_a_change_in_the_past_is_refused():
    made = hospital()
    made.run(STARTS + HOUR)
    with pytest.raises(ChangeError, match="now or later"):
        made.apply(Change(STARTS, "beds", "AMU", 3))


# ------------------------------------------------------------------ when the clocks change


@pytest.mark.parametrize("day", [(2025, 3, 28), (2025, 10, 24)])
def test_shifts_and_rounds_follow_the_wall_clock(day):
    starts = to_us(datetime(*day, tzinfo=LONDON))
    made = hospital(starts=starts, loaded=SMALL)
    frame = made.run(starts + 4 * DAY)
    rounds = frame.filter(stage="Ward round").with_columns(
        wall=pl.from_epoch("requested", time_unit="us")
        .dt.replace_time_zone("UTC")
        .dt.convert_time_zone("Europe/London")
    )
    hours = rounds["wall"].dt.hour()
    assert rounds["wall"].dt.date().n_unique() == 4 and hours.min() >= 8 and hours.max() <= 12
    staff = SMALL.staff.ed_doctor
    for date in range(3):
        for hour, wanted in ((6, staff.night), (8, staff.early), (16, staff.late)):
            at = to_us(datetime(*day, hour, tzinfo=LONDON) + timedelta(days=date))
            assert made._roster.capacity("ed_doctor", at) == wanted
