"""Which runs a scenario needs, and that one is the same whoever asks."""

from math import nan

import pytest

from carepath.scenarios import policies, queries
from carepath.scenarios.models import Run
from carepath.scenarios.queries import runs
from carepath.simulator import flow
from tests.factories import AT, ben
from tests.scenarios.worlds import LONGER, MORE, answered, asked, hospital

pytestmark = pytest.mark.django_db(databases="__all__")


def test_changes_have_one_name_in_whatever_order():
    one, two = {"kind": "beds", "value": 4}, {"kind": "arrivals", "value": 1.2}
    assert queries.digest([one, two]) == queries.digest([two, one]) != queries.digest([one])
    assert len(queries.digest([one])) == 64


def test_what_is_stored_is_read_again():
    values = {"b": nan, "a": 0.1 + 0.2}
    assert runs.stored(values) == {"b": None, "a": 0.30000000000000004}
    assert str(runs.known(runs.stored(values))) == str({"a": 0.1 + 0.2, "b": nan})


def test_it_wants_the_fit_and_pairs_and_misses_what_is_not_there():
    where, who = hospital(), ben()
    row = asked(where, by=who)
    made = queries.calibrated(site=where, at=AT)
    made.save()
    wanted = queries.wanted(row, made)
    changed = queries.digest(row.changes)
    assert [one.changes for one in wanted] == [Run.HELD] * policies.FIT_RUNS + ["", changed] * 3
    assert [one.place for one in wanted[-2:]] == [2, 2]
    assert queries.missing(row, made) == wanted
    for one in (wanted[0], wanted[-1]):
        queries.Hospitals(made).run(one, [MORE]).save()
    assert queries.missing(row, made) == wanted[1:-1]


def test_a_run_is_half_a_pair_of_the_calibrated_model():
    where = hospital(weeks=10)
    made = queries.calibrated(site=where, at=AT)
    history = queries.read(site=where, at=AT).history
    model = flow.calibrate(history)
    assert made.model == model.to_json() and made.fingerprint and not made.pk
    hospitals = queries.Hospitals(made)
    for changes, given in (("", ()), (queries.digest([]), [LONGER])):
        wanted = runs.Wanted(changes, 2, 1)
        told = flow.one(model, given, seed=policies.SEED, place=1, weeks=2)
        assert hospitals.run(wanted, [LONGER]).result == runs.stored(told)
    held = flow.hold_out(history)
    assert held.held_out and made.observed == runs.stored(held.observed)
    told = flow.one(held.model, (), seed=policies.SEED, place=0, weeks=4)
    assert hospitals.run(runs.Wanted(Run.HELD, 4, 0), [LONGER]).result == runs.stored(told)


def test_outcomes_come_in_the_order_of_their_draws():
    row = answered(hospital(), by=ben())
    found = runs.outcomes(row.calibration, "", row.weeks, 2)
    rows = Run.objects.filter(changes="").order_by("place")
    assert str(found) == str([runs.known(one.result) for one in rows[:2]])
