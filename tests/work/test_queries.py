import os
import subprocess
from datetime import UTC, datetime, timedelta

import pytest

from carepath.work import actions, queries
from carepath.work.models import Delivery
from tests.work.mails import queued

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def row(key, **fields):
    return Delivery.objects.create(kind="mail", key=key, created_at=AT, **fields)


def named(pid):
    """The name another process would give itself, read from the kernel by other means."""
    machine = queries.holder().split(":")[0]
    ticks = subprocess.run(
        ["cat", f"/proc/{pid}/stat"], capture_output=True, text=True, check=False
    ).stdout.split()
    return f"{machine}:{pid}:{ticks[21] if ticks else 1}"


def test_this_process_lives():
    assert queries.holder() == named(os.getpid())
    assert not queries.holder_is_dead(queries.holder())


def test_a_killed_process_is_dead_also_as_a_zombie():
    child = subprocess.Popen(["sleep", "60"])
    name = named(child.pid)
    assert not queries.holder_is_dead(name)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # still a zombie
    assert queries.holder_is_dead(name)
    child.wait()
    assert queries.holder_is_dead(name)


def test_a_number_used_again_is_another_process():
    machine, pid, _ticks = queries.holder().split(":")
    assert queries.holder_is_dead(f"{machine}:{pid}:1")


def test_of_other_machines_nothing_is_known():
    assert not queries.holder_is_dead("elsewhere:1:1")
    assert not queries.holder_is_dead("")


@pytest.mark.django_db
def test_waiting_are_the_rows_that_can_be_claimed():
    machine = queries.holder().split(":")[0]
    later, before = AT + timedelta(seconds=1), AT - timedelta(seconds=1)
    expected = [
        row("new"),
        row("over", lease_until=AT, leased_by=queries.holder()),
        row("dead", lease_until=later, leased_by=f"{machine}:1:0"),
        row("due", not_before=AT),
    ]
    row("held", lease_until=later, leased_by=queries.holder())
    row("elsewhere", lease_until=later, leased_by="elsewhere:1:1")
    row("resting", not_before=later)
    row("poison", attempts=Delivery.MOST_ATTEMPTS)
    row("done", state="processed", lease_until=before)
    assert list(queries.waiting(Delivery, states=["received"], at=AT)) == expected


@pytest.mark.django_db
def test_signs_say_how_long_ago_and_whether_that_is_fresh():
    actions.beat("sweep", at=AT)
    actions.beat("worker", at=AT - timedelta(seconds=21))
    found = queries.signs(at=AT)
    assert [(s.name, s.age_s, s.fresh) for s in found] == [
        ("sweep", 0.0, True),
        ("worker", 21.0, False),
    ]


@pytest.mark.django_db
def test_queues_count_by_state():
    row("a")
    row("b", attempts=3, lease_until=AT + timedelta(seconds=1), leased_by="x:1:1")
    row("c", state="quarantined", attempts=5)
    found = {
        (q.state, q.rows, q.at_work, q.most_attempts)
        for q in queries.queues(at=AT)
        if q.kind == Delivery._meta.verbose_name_plural
    }
    assert found == {("received", 2, 1, 3), ("quarantined", 1, 0, 5)}


def test_processes_are_what_the_supervisor_wrote(tmp_path):
    assert queries.processes(run=tmp_path) == {}
    (tmp_path / "parts.json").write_text('{"web": [4711, 2]}')
    assert queries.processes(run=tmp_path) == {"web": (4711, 2)}
    (tmp_path / "parts.json").write_text("{")
    assert queries.processes(run=tmp_path) == {}


@pytest.mark.django_db
def test_parts_bring_processes_and_signs_together(tmp_path):
    (tmp_path / "parts.json").write_text('{"sweep": [4711, 2]}')
    actions.beat("sweep", at=AT)
    found = {part.name: part for part in queries.parts(run=tmp_path, at=AT)}
    assert list(found) == ["web", "sweep", "worker", "beat", "broker"]
    assert (found["sweep"].pid, found["sweep"].starts, found["sweep"].sign.fresh) == (4711, 2, True)
    assert (found["web"].pid, found["web"].sign) == (0, None)


@pytest.mark.django_db
def test_the_driver_of_the_demo_is_shown_only_where_it_runs_or_ran(tmp_path):
    actions.beat("demo", at=AT)
    assert [part.name for part in queries.parts(run=tmp_path, at=AT)][-1] == "demo"


@pytest.mark.django_db(databases="__all__")
def test_a_migrated_database_is_ready_but_for_the_sweep():
    assert queries.unmigrated() == []
    assert set(queries.failing(at=AT)) == {"sweep"}
    actions.beat("sweep", at=AT)
    assert queries.failing(at=AT) == {}


@pytest.mark.django_db
def test_the_outbox_is_newest_first_and_counted_by_state():
    first, second = row("a", state="sent"), row("b", state="waiting")
    assert list(queries.outbox()) == [second, first]
    assert list(queries.outbox(state="sent")) == [first]
    assert queries.outbox_counts() == {"sent": 1, "waiting": 1}


@pytest.mark.django_db
def test_which_slots_have_a_mail_that_was_set_aside():
    for slot, state in (("1", "quarantined"), ("2", "sent"), ("3", "quarantined")):
        found = queued(slot=slot, topic="alert")
        Delivery.objects.filter(pk=found.pk).update(state=state)
    assert queries.set_aside(topic="alert", slots=["1", "2"]) == {"1"}
    assert queries.set_aside(topic="other", slots=["1"]) == set()
