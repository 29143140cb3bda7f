"""Each slot is done once, whoever claims it and whatever fails."""

import os
import signal
import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connections

from carepath.forecasts import actions
from carepath.forecasts.actions import judging, running, telling
from carepath.forecasts.models import Slot, Vintage
from carepath.ui import clock
from carepath.work import tasks
from carepath.work.actions import leases
from tests.factories import AT
from tests.forecasts.worlds import hospital

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def in_one_round(monkeypatch):
    """However busy the machine is, all series are judged in one round."""
    monkeypatch.setattr(judging, "ROUND_S", 600.0)


def run(at=AT, by="worker:sweep"):
    return actions.run_due(by=by, at=at)


@pytest.mark.django_db
def test_a_slot_says_what_it_read_what_it_wrote_and_how_long_it_took():
    hospital(weeks=2)
    assert run() == 3
    assert run(AT + SECOND) == 0
    slot = Slot.objects.get(job="beds")
    assert (slot.state, slot.run, slot.wrote, slot.began_at) == ("done", 1, 3, AT)
    assert slot.ended_at >= AT and slot.cpu_ms > 0 and slot.read["journeys"] > 100
    assert (slot.leased_by, slot.lease_until) == ("", None)


@pytest.mark.django_db
def test_what_fails_rests_and_is_tried_again_and_in_the_end_says_why(monkeypatch):
    hospital(weeks=1)
    asked = []

    def broken(slot, at):
        asked.append(at)
        raise KeyError("patient 4711")

    monkeypatch.setitem(running.TELLERS, "beds", broken)
    run()
    slot = Slot.objects.get(job="beds")
    assert (slot.state, slot.attempts) == ("waiting", 1)
    assert slot.reason_text == "KeyError at try 1; it is tried again."
    run(AT + SECOND)
    assert len(asked) == 1  # it rests
    for minutes in range(2, 9, 2):
        run(AT + timedelta(minutes=minutes))
    slot.refresh_from_db()
    assert (slot.state, len(asked)) == ("failed", Slot.MOST_ATTEMPTS)
    assert slot.reason_text == "KeyError at each of 4 tries."
    assert Slot.objects.get(job="arrivals").state == "done"


@pytest.mark.django_db
def test_what_cannot_be_told_is_skipped_with_its_reason():
    hospital(weeks=1, until=AT - 40 * HOUR)
    assert run() == 3
    slot = Slot.objects.get(job="beds")
    assert (slot.state, slot.wrote) == ("skipped", 0)
    assert "Nothing has come in for a day" in slot.reason_text


@pytest.mark.django_db
def test_who_lost_the_lease_writes_nothing(monkeypatch):
    hospital(weeks=1)

    def slow(slot, at):
        Slot.objects.filter(pk=slot.pk).update(leased_by="elsewhere:1:1")
        return telling.beds(slot, at)

    monkeypatch.setitem(running.TELLERS, "beds", slow)
    run()
    assert not Vintage.objects.filter(job="beds").exists()
    assert Slot.objects.get(job="beds").state == "waiting"


@pytest.mark.django_db
def test_a_slot_whose_holders_died_again_and_again_is_set_aside():
    hospital(weeks=1)
    actions.ask_due(by="test", at=AT)
    Slot.objects.filter(job="beds").update(
        attempts=Slot.MOST_ATTEMPTS, leased_by="elsewhere:1:1", lease_until=AT
    )
    run(AT + SECOND)
    slot = Slot.objects.get(job="beds")
    assert (slot.state, slot.reason_code) == ("failed", "poison")


@pytest.mark.django_db(transaction=True)
def test_celery_does_what_is_due_on_beats_tick_and_the_sweep_finds_nothing_left(settings):
    settings.SWEEPS = ["carepath.forecasts.actions.run_due"]
    hospital(weeks=1, until=clock.now())
    tasks.look()
    assert set(Slot.objects.values_list("job", "state", "run")) == {
        ("beds", "done", 1), ("arrivals", "done", 1), ("backtests", "skipped", 0),
    }  # fmt: skip
    call_command("sweep", "--once")
    tasks.look()  # a second beat
    assert not Slot.objects.filter(run__gt=1).exists() and not Slot.objects.filter(state="waiting")
    assert Vintage.objects.count() == len(set(Vintage.objects.values_list("slot", "series")))


@pytest.mark.django_db
def test_slots_that_nothing_hangs_on_go_with_time():
    where = hospital(weeks=1)
    said = {"job": "beds", "site": where, "asked_by": "test", "state": "skipped"}
    old = Slot.objects.create(slot_at=AT - 900 * HOUR, asked_at=AT - 900 * HOUR, **said)
    new = Slot.objects.create(slot_at=AT - HOUR, asked_at=AT - HOUR, **said)
    actions.prune(by="test", at=AT)
    assert not Slot.objects.filter(pk=old.pk).exists() and Slot.objects.filter(pk=new.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_claimants_at_once_one_does_it():
    """Two processes' worth of sweeps, held at the same place: both know of the slot."""
    hospital(weeks=1)
    actions.ask_due(by="test", at=AT)
    pks, gate, done = list(Slot.objects.values_list("pk", flat=True)), threading.Barrier(4), []

    def claim():
        try:
            gate.wait()
            mine = [leases.claim(Slot, pk, at=AT, seconds=60, states=["waiting"]) for pk in pks]
            done.append(sum(mine))
            gate.wait()
        finally:
            connections.close_all()

    def look():
        try:
            gate.wait()
            gate.wait()
            run(AT + SECOND)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=what) for what in (claim, claim, look, look)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(done) == len(pks) == 3
    assert not Vintage.objects.exists()  # who holds the lease is alive: nobody else touches it
    Slot.objects.update(leased_by="", lease_until=None)
    both = [threading.Thread(target=lambda: (run(AT + SECOND), connections.close_all()))
            for _ in range(2)]  # fmt: skip
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(Slot.objects.values_list("job", "state", "run")) == [
        ("arrivals", "done", 1), ("backtests", "skipped", 0), ("beds", "done", 1),
    ]  # fmt: skip
    assert Vintage.objects.filter(job="beds").count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_in_the_middle_leaves_nothing_and_another_goes_on_at_once():
    """A real process with the slot's lease, its rows written and not committed, dies by kill -9."""
    hospital(weeks=1)
    actions.ask_due(by="test", at=AT)
    Slot.objects.exclude(job="beds").delete()
    slot = Slot.objects.select_related("site").get()
    made = telling.beds(slot, AT)  # a forked process cannot ask polars, whose threads stay behind
    connections.close_all()
    told, tell = os.pipe()
    child = os.fork()
    if not child:
        write = Vintage.objects.bulk_create

        def stop(rows):
            write(rows)
            os.write(tell, b"written")
            signal.pause()

        Vintage.objects.bulk_create = stop
        running.TELLERS["beds"] = lambda _slot, _at: made
        try:
            running._run(slot.pk, by="worker:doomed", at=AT)
        finally:
            os._exit(1)
    os.close(tell)
    assert os.read(told, 7) == b"written"
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    slot = Slot.objects.get()
    assert (slot.state, slot.attempts, slot.run) == ("waiting", 1, 0)
    assert slot.lease_until > AT and slot.leased_by.split(":")[1] == str(child)
    assert not Vintage.objects.exists()
    run(AT + SECOND)
    slot.refresh_from_db()
    assert (slot.state, slot.run, slot.attempts) == ("done", 1, 0)
    assert sorted(Vintage.objects.filter(slot=slot).values_list("series", "run")) == [
        ("", 1), ("W1", 1), ("W2", 1),
    ]  # fmt: skip
