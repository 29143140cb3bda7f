import polars as pl
import pytest

from carepath.frames.moments import DAY, HOUR
from carepath.simulator import levers, plants
from carepath.simulator.changes import Change
from tests.simulator.worlds import SMALL, STARTS, events, hospital, waits

AT = STARTS + 12 * HOUR


ALL = ("sepsis_trolley", "discharge_lounge", "second_signature", "triage_form")


def on(*names):
    return events(4, changes=tuple(Change(AT, "effect", name, 1) for name in names))


def after(frame, stage):
    return waits(frame, stage).filter(pl.col("requested") > AT)


def lasts(rows):
    return (rows["ended"] - rows["started"]).mean()


def lasted(frame, stage):
    return lasts(after(frame, stage).drop_nulls("ended"))


def test_one_helps_one_does_nothing_one_harms():
    truths = {lever.truth for lever in levers.LEVERS.values()}
    assert truths == {levers.HELPS, levers.NOTHING, levers.HARMS}


def test_rules_count_only_while_their_lever_is_on():
    assert {rule.lever for rule in levers.rules()} <= set(levers.LEVERS)


def test_what_does_nothing_does_nothing():
    change = Change(AT, "effect", "waiting_posters", 1)
    made = [hospital(loaded=SMALL, changes=c).run(STARTS + 4 * DAY) for c in ((), (change,))]
    assert made[0].equals(made[1])


def test_nothing_changes_before_a_lever_is_on_and_after_it_is_off():
    some = Change(STARTS + DAY, "effect", "triage_form", 1)
    ends = Change(STARTS + 2 * DAY, "effect", "triage_form", 0)
    made = [hospital(loaded=SMALL, changes=c).run(STARTS + 3 * DAY) for c in ((), (some, ends))]
    usual, changed = (waits(frame, "Triage").sort("started") for frame in made)
    for low, high, factor in ((0, 1, 1.0), (1, 2, 1.5), (2, 3, 1.0)):
        during = pl.col("started").is_between(STARTS + low * DAY, STARTS + high * DAY - HOUR)
        ratio = lasts(changed.filter(during)) / lasts(usual.filter(during))
        assert ratio == pytest.approx(factor, abs=0.1)


@pytest.mark.parametrize(
    ("stage", "factor"),
    [("Antibiotics", 0.5), ("Transport home", 0.3)],
)
def test_what_helps_shortens_the_wait_from_then_on(stage, factor):
    ratio = after(on(*ALL), stage)["wait"].mean() / after(events(4), stage)["wait"].mean()
    assert ratio == pytest.approx(factor, abs=0.12)


@pytest.mark.parametrize(
    ("stage", "factor"),
    [("Discharge letter", 1.8), ("Triage", 1.5)],
)
def test_what_harms_takes_longer_from_then_on(stage, factor):
    ratio = lasted(on(*ALL), stage) / lasted(events(4), stage)
    assert ratio == pytest.approx(factor, abs=0.05)


def test_scans_moved_to_the_evening_end_the_morning_queue():
    planted = [p for p in plants.STANDARD(STARTS) if p.name == plants.CT_MORNINGS]
    change = Change(STARTS, "effect", "ct_all_day", 1)
    hour = (pl.col("requested") - STARTS) // HOUR % 24
    means = [
        waits(hospital(planted=planted, changes=c).run(STARTS + 4 * DAY), "CT")
        .filter(hour.is_between(9, 11))["wait"]
        .mean()
        for c in ((), (change,))
    ]
    assert means[0] > means[1] + 10 and means[1] < 25
