import multiprocessing
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from carepath.work import actions
from carepath.work.models import Delivery

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = AT + timedelta(seconds=61)


@pytest.fixture
def row(db):
    return Delivery.objects.create(kind="mail", key="a", created_at=AT)


def claim(row, at=AT, states=("received",)):
    done = actions.claim(Delivery, row.pk, at=at, seconds=60, states=states)
    row.refresh_from_db()
    return done


def taken_over(row):
    Delivery.objects.filter(pk=row.pk).update(leased_by="elsewhere:1:1")


def test_a_claim_counts_the_attempt_and_names_the_holder(row):
    assert claim(row)
    assert (row.attempts, row.leased_by) == (1, actions.holder())
    assert row.lease_until == AT + timedelta(seconds=60)


def test_a_live_lease_refuses(row):
    assert claim(row)
    assert not claim(row, at=AT + timedelta(seconds=59))
    assert row.attempts == 1


def test_a_lease_that_is_over_can_be_claimed_again(row):
    assert claim(row)
    assert claim(row, at=LATER)
    assert row.attempts == 2


def test_a_lease_of_a_dead_process_can_be_claimed_at_once(row):
    assert claim(row)
    machine = actions.holder().split(":")[0]
    Delivery.objects.filter(pk=row.pk).update(leased_by=f"{machine}:1:0")
    assert claim(row)
    assert row.leased_by == actions.holder()


def test_another_state_refuses(row):
    assert not claim(row, states=["undoing"])
    assert row.leased_by == ""


@pytest.mark.django_db(transaction=True)
def test_a_claim_inside_a_transaction_is_refused():
    with transaction.atomic(), pytest.raises(RuntimeError):
        actions.claim(Delivery, 1, at=AT, seconds=60, states=["received"])


@pytest.fixture
def rows(db):
    made = (Delivery(kind="mail", key=key, created_at=AT) for key in "abc")
    return [row.pk for row in Delivery.objects.bulk_create(made)]


def claimed(rows, at=AT):
    return actions.claim_all(Delivery, rows, at=at, seconds=60, states=["received"])


def test_of_several_those_that_are_free_are_taken(rows):
    Delivery.objects.filter(pk=rows[0]).update(lease_until=LATER, leased_by="elsewhere:1:1")
    Delivery.objects.filter(pk=rows[1]).update(state="sent")
    assert claimed(rows) == [rows[2]]
    assert claimed(rows) == []
    assert claimed(rows, at=LATER) == [rows[0], rows[2]]
    assert list(Delivery.objects.values_list("attempts", flat=True)) == [1, 0, 2]


def test_several_are_finished_together_or_not_at_all(rows):
    claimed(rows)
    actions.finish_all(Delivery, rows[:2], was="received", state="sent")
    assert set(Delivery.objects.filter(pk__in=rows[:2]).values_list("state", "attempts")) == {
        ("sent", 0)
    }
    with pytest.raises(actions.LeaseLost), transaction.atomic():
        actions.finish_all(Delivery, rows[1:], was="received", state="sent")
    assert Delivery.objects.get(pk=rows[2]).state == "received"


def test_renewing_moves_the_end(row):
    claim(row)
    actions.renew(Delivery, row.pk, at=LATER, seconds=30)
    row.refresh_from_db()
    assert (row.lease_until, row.attempts) == (LATER + timedelta(seconds=30), 1)


def test_progress_forgets_failures(row):
    claim(row)
    actions.renew(Delivery, row.pk, at=AT, seconds=30, progress=True)
    row.refresh_from_db()
    assert row.attempts == 0


@pytest.mark.parametrize("how", ["renew", "release", "finish"])
def test_a_row_taken_over_is_lost(row, how):
    claim(row)
    taken_over(row)
    extra = {
        "renew": {"at": AT, "seconds": 9},
        "release": {},
        "finish": {"state": "processed"},
    }[how]
    with pytest.raises(actions.LeaseLost, match="took this work over"):
        getattr(actions, how)(Delivery, row.pk, **extra)
    row.refresh_from_db()
    assert (row.state, row.leased_by) == ("received", "elsewhere:1:1")


def test_a_released_row_rests_until_its_moment(row):
    claim(row)
    actions.release(Delivery, row.pk, not_before=LATER, reason_code="busy", reason_text="x" * 600)
    row.refresh_from_db()
    assert (row.reason_code, len(row.reason_text), row.attempts) == ("busy", 500, 1)
    assert not claim(row)
    assert claim(row, at=LATER)


def test_finished_work_has_no_lease(row):
    claim(row)
    actions.finish(Delivery, row.pk, state="processed", kind="webhook")
    row.refresh_from_db()
    assert (row.state, row.lease_until, row.leased_by) == ("processed", None, "")
    assert (row.attempts, row.kind) == (0, "webhook")


def test_so_many_tries_without_progress_are_poison(row):
    most = Delivery.MOST_ATTEMPTS
    moments = [AT + timedelta(seconds=61 * n) for n in range(most + 1)]
    assert [claim(row, at=at) for at in moments] == [True] * most + [False]
    neighbour = Delivery.objects.create(kind="mail", key="b", created_at=AT)
    assert actions.quarantine_poison(Delivery, at=moments[-1], states=["received"]) == [row.pk]
    row.refresh_from_db()
    assert (row.state, row.reason_code, row.leased_by) == ("quarantined", "poison", "")
    neighbour.refresh_from_db()
    assert neighbour.state == "received"


def test_poison_at_work_is_left_to_its_holder(row):
    Delivery.objects.filter(pk=row.pk).update(attempts=Delivery.MOST_ATTEMPTS - 1)
    assert claim(row)
    assert actions.quarantine_poison(Delivery, at=AT, states=["received"]) == []


def _claim_in_a_process(pk, gate, answers):
    gate.wait()
    answers.put(actions.claim(Delivery, pk, at=AT, seconds=60, states=["received"]))
    gate.wait()  # all stay alive till all have tried: a dead process holds nothing


@pytest.mark.django_db(transaction=True)
def test_of_many_claimers_one_wins():
    row = Delivery.objects.create(kind="mail", key="a", created_at=AT)
    fork = multiprocessing.get_context("fork")
    gate, answers = fork.Barrier(4), fork.Queue()
    people = [
        fork.Process(target=_claim_in_a_process, args=(row.pk, gate, answers)) for _ in range(4)
    ]
    connection.close()  # a forked process must not share it
    for person in people:
        person.start()
    assert sorted(answers.get(timeout=20) for _ in people) == [False, False, False, True]
    for person in people:
        person.join()
    row.refresh_from_db()
    assert row.attempts == 1
