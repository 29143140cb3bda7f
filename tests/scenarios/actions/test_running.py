"""What waits is answered once, the same whoever is killed; cancelled, it stops at once."""

import os
import signal
from datetime import timedelta

import pytest
from django.db import connections

from carepath.scenarios import actions, queries
from carepath.scenarios.actions import running
from carepath.scenarios.models import Calibration, Run, Scenario
from carepath.simulator.flow import Change, ChangeError
from tests.factories import AT, ben, site
from tests.scenarios.worlds import HOUR, LONGER, answered, asked, hospital, run_all

SECOND = timedelta(seconds=1)
FIT, PAIRS = 6, 3


def run(at=AT):
    return actions.run_waiting(by="worker:sweep", at=at)


@pytest.mark.django_db(databases="__all__")
def test_it_says_what_it_read_what_it_ran_and_how_long_it_took():
    where = hospital()
    row = asked(where, by=ben())
    assert run(AT + SECOND) == 1 and run(AT + 2 * SECOND) == 0
    row.refresh_from_db()
    assert (row.state, row.began_at, row.leased_by, row.lease_until) == (
        "done",
        AT + SECOND,
        "",
        None,
    )
    assert row.done == row.total == 1 + FIT + 2 * PAIRS
    assert row.ended_at > row.began_at and row.cpu_ms > 0
    assert Run.objects.count() == FIT + 2 * PAIRS
    made = row.calibration
    assert (made.site, made.read["weeks"], made.made_at) == (where, 5, made.made_at)
    assert made.since < made.until <= made.made_at
    found = queries.answer(row)
    assert found.differences["occupancy_mean:W2"].difference.mean < 0
    assert len(found.fit.rows) > 20 and not found.fit.held_out


@pytest.mark.django_db(databases="__all__")
def test_scenarios_of_a_day_share_their_history_and_the_runs_of_the_hospital_as_it_is():
    where, who = hospital(), ben()
    first = answered(where, by=who)
    runs = Run.objects.count()
    second = answered(where, LONGER, by=who, at=AT + 23 * HOUR)
    assert second.calibration == first.calibration and second.total == 1 + PAIRS
    assert Run.objects.count() == runs + PAIRS
    same = answered(where, by=who, name="The same again", at=AT + 23 * HOUR)
    assert same.total == 1 and same.result == first.result
    anew = answered(where, by=who, anew=True)
    assert anew.calibration != first.calibration and anew.result == first.result
    assert anew.calibration.fingerprint == first.calibration.fingerprint
    assert answered(where, by=who, at=AT + 30 * HOUR).calibration != first.calibration


@pytest.mark.django_db(databases="__all__")
def test_it_is_run_some_at_a_time_and_comes_to_the_same(monkeypatch):
    where, who = hospital(), ben()
    whole = answered(where, by=who)
    Scenario.objects.update(state="cancelled", ended_by="test")  # its runs are not to be found
    monkeypatch.setattr(running, "ROUND_S", 0.0)
    row = asked(where, by=who, anew=True)
    seen = []
    while Scenario.objects.filter(state="waiting").exists():
        run(AT + len(seen) * SECOND)
        row.refresh_from_db()
        seen.append((row.done, row.attempts))
    assert [done for done, _n in seen[:3]] == [2, 3, 4] and seen[-1][0] == row.total
    assert max(attempts for _done, attempts in seen) <= 1
    assert row.calibration_id != whole.calibration_id and row.result == whole.result


@pytest.mark.django_db(databases="__all__")
def test_a_site_waits_for_no_other(monkeypatch):
    who = ben()
    north, south = hospital(), hospital(slug="south", scans=False)
    monkeypatch.setattr(running, "ROUND_S", 0.0)
    first, second = asked(north, by=who), asked(north, by=who)
    other = asked(south, by=who)
    for n in range(3):
        run(AT + n * SECOND)
    for row in (first, second, other):
        row.refresh_from_db()
    assert first.done == other.done == 4 and second.done == 0


@pytest.mark.django_db(databases="__all__")
def test_cancelled_it_stops_with_the_run_it_is_at(monkeypatch):
    where, who = hospital(), ben(first_name="Ben", last_name="Smit")
    row = asked(where, by=who)
    made = queries.Hospitals.run

    def slow(self, wanted, changes):
        if wanted.place == 2:
            actions.cancel(scenario=row, by=who, at=AT)
        return made(self, wanted, changes)

    monkeypatch.setattr(queries.Hospitals, "run", slow)
    assert run() == 1 and run() == 0
    late = Scenario.objects.get(pk=row.pk)
    assert (late.state, late.result, late.ended_by) == ("cancelled", {}, "Ben Smit")
    assert Run.objects.count() == 2  # the one it was at is not kept: nobody held the row any more
    monkeypatch.setattr(queries.Hospitals, "run", made)
    assert answered(where, by=who).total == 1 + FIT - 2 + 2 * PAIRS


@pytest.mark.django_db(databases="__all__")
@pytest.mark.parametrize(
    ("world", "said"),
    [
        (lambda: site(), "No unit with inpatients has a staffed bed"),
        (lambda: hospital(weeks=3), "at least 3; 2 are known"),
    ],
)
def test_of_too_little_there_is_no_model_and_it_says_so(world, said):
    row = asked(world(), by=ben())
    assert run() == 1
    row.refresh_from_db()
    assert (row.state, row.reason_code) == ("failed", "cannot") and said in row.reason_text
    assert not Calibration.objects.exists()


@pytest.mark.django_db(databases="__all__")
def test_a_change_that_does_not_fit_the_hospital_says_why():
    row = asked(hospital(), Change("beds", "W9", 1), by=ben())
    run_all()
    row.refresh_from_db()
    assert (row.state, row.reason_text) == ("failed", "There is no such place.")


@pytest.mark.django_db(databases="__all__")
def test_what_fails_rests_and_is_tried_again_and_in_the_end_says_why(monkeypatch):
    row, tried = asked(hospital(), by=ben()), []

    def broken(self, wanted, changes):
        tried.append(wanted)
        raise KeyError("patient 4711")

    monkeypatch.setattr(queries.Hospitals, "run", broken)
    run()
    row.refresh_from_db()
    assert row.state == "waiting" and row.reason_text == "KeyError at try 1; it is tried again."
    run(AT + SECOND)
    assert len(tried) == 1  # it rests
    for minutes in range(2, 13, 2):
        run(AT + timedelta(minutes=minutes))
    row.refresh_from_db()
    # The first try got as far as a calibration: that counts as progress.
    assert (row.state, len(tried)) == ("failed", 1 + Scenario.MOST_ATTEMPTS)
    assert "patient" not in row.reason_text and row.ended_at is not None


@pytest.mark.django_db(databases="__all__")
def test_one_whose_holders_died_again_and_again_is_set_aside():
    row = asked(site(), by=ben())
    Scenario.objects.filter(pk=row.pk).update(
        attempts=Scenario.MOST_ATTEMPTS, leased_by="elsewhere:1:1", lease_until=AT
    )
    run(AT + SECOND)
    row.refresh_from_db()
    assert (row.state, row.reason_code) == ("failed", "poison")


@pytest.mark.django_db(transaction=True, databases="__all__")
def test_a_worker_that_is_killed_leaves_its_runs_and_another_goes_on_to_the_same_answer():
    """A real process with the lease dies by kill -9 in its fifth run."""
    where, who = hospital(), ben()
    whole = answered(where, by=who)
    row = asked(where, by=who, anew=True)
    Scenario.objects.filter(pk=row.pk).update(calibration=_copied(whole.calibration))
    connections.close_all()
    told, tell = os.pipe()
    child = os.fork()
    if not child:
        made, count = queries.Hospitals.run, []

        def stop(self, wanted, changes):
            count.append(wanted)
            if len(count) == 5:
                os.write(tell, b"at five")
                signal.pause()
            return made(self, wanted, changes)

        queries.Hospitals.run = stop
        try:
            running._work(row.pk, by="worker:doomed", at=AT)
        finally:
            os._exit(1)
    os.close(tell)
    assert os.read(told, 7) == b"at five"
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    left = Scenario.objects.get(pk=row.pk)
    assert left.state == "waiting" and left.leased_by.split(":")[1] == str(child)
    mine = Run.objects.filter(calibration=left.calibration)
    kept = set(mine.values_list("pk", flat=True))
    assert len(kept) == 4
    run_all(AT + SECOND)
    done = Scenario.objects.get(pk=row.pk)
    assert done.state == "done" and done.result == whole.result
    assert kept < set(mine.values_list("pk", flat=True)) and mine.count() == FIT + 2 * PAIRS


def _copied(made):
    """The same calibration once more, without any run: a forked process cannot ask polars."""
    return Calibration.objects.create(
        **{field.attname: getattr(made, field.attname)
           for field in Calibration._meta.concrete_fields if not field.primary_key}
    )  # fmt: skip


def test_what_is_wrong_with_a_change_is_no_fault_of_the_portal():
    assert issubclass(ChangeError, ValueError)
