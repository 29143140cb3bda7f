"""The read log: chains that nobody can change unseen, told to the ledger each hour."""

import random
import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from carepath.audit import actions, queries, verifier
from carepath.audit.actions import reads, sealing
from carepath.audit.models import AccessRead, Change, ReadSeal
from carepath.audit.queries import reading
from tests.audit.changed import ALIAS, spoiled
from tests.factories import AT

pytestmark = pytest.mark.django_db(databases="__all__")


def read(n=1, at=AT):
    return [
        actions.write_read(
            at=at + timedelta(seconds=k), actor="user:7", route="journeys:detail",
            resource="journeys", count=1, outcome="shown",
        )
        for k in range(n)
    ]  # fmt: skip


def sealed(at=AT):
    return actions.seal_reads(by="worker:sweep", at=at)


def test_each_row_follows_the_one_before():
    rows = read(3)
    assert [row.seq for row in rows] == [1, 2, 3]
    assert rows[0].previous == verifier.GENESIS
    assert rows[2].previous == rows[1].hash
    assert queries.reads_verdict() == verifier.ReadVerdict(3)


def test_a_new_day_begins_a_new_chain():
    (first,), (second,) = read(), read(at=AT + timedelta(days=1))
    assert (second.seq, second.previous) == (1, verifier.GENESIS)
    assert first.chain.startswith("2026-03-02-") and second.chain.startswith("2026-03-03-")


def test_each_thread_has_its_own_chain_and_each_process_after_a_fork(monkeypatch):
    names = {reads._name()}
    thread = threading.Thread(target=lambda: names.add(reads._name()))
    thread.start()
    thread.join()
    assert len(names) == 2
    monkeypatch.setattr(reads.os, "getpid", lambda: 1)
    assert reads._name() not in names


def test_the_ledger_is_told_once_where_the_chains_end():
    read(2)
    assert (sealed(), sealed()) == (1, 0)
    read(1)
    assert sealed(AT + timedelta(hours=1)) == 1
    assert ReadSeal.objects.count() == 2
    assert queries.reads_verdict().rows == 3
    assert Change.objects.filter(table_name="audit_readseal").count() == 2


def test_the_hourly_root_covers_the_reads():
    read(1)
    assert sealing.seal_if_due(by="worker:sweep", at=AT) == 1
    assert queries.verdict().roots_checked == 1


def test_rows_cannot_be_changed_in_daily_work():
    read(2)
    for change in (lambda q: q.update(actor="x"), lambda q: q.delete()):
        with pytest.raises(DatabaseError), transaction.atomic(using=ALIAS):
            change(AccessRead.objects.all())


WAYS = {
    "edit": ("UPDATE audit_accessread SET actor = 'user:9' WHERE seq = 3", 3),
    "count": ("UPDATE audit_accessread SET count = 99 WHERE seq = 2", 2),
    "hash": ("UPDATE audit_accessread SET hash = 'x' WHERE seq = 4", 4),
    "delete": ("DELETE FROM audit_accessread WHERE seq = 2", 2),
    "cut": ("DELETE FROM audit_accessread WHERE seq > 3", 4),
    "all": ("DELETE FROM audit_accessread", 1),
    "hide": ("UPDATE audit_accessread SET chain = '' WHERE seq = 5", 5),
}


@pytest.mark.parametrize("way", WAYS)
def test_tampering_is_found_and_named(way):
    chain = read(5)[0].chain
    sealed()
    statement, seq = WAYS[way]
    spoiled(statement)
    found = queries.reads_verdict()
    assert (found.chain, found.seq) == (chain, seq)


def test_a_chain_made_anew_differs_from_what_the_ledger_was_told():
    rows = read(3)
    sealed()
    previous = rows[0].hash
    for row in rows[1:]:
        row.actor, row.previous = "user:9", previous
        row.hash = previous = verifier.digest(reading.hashed(row))
        spoiled(
            "UPDATE audit_accessread SET actor = %s, previous = %s, hash = %s WHERE seq = %s",
            row.actor, row.previous, row.hash, row.seq,
        )  # fmt: skip
    found = queries.reads_verdict()
    assert (found.seq, found.reason) == (3, "it is not the row that the ledger was told of")


def test_a_thousand_edits_deletes_and_swaps_are_all_found():
    """Of the rows themselves, in memory, as whoever holds the file could change them."""
    read(40)
    sealed()
    rows, heads = list(reading.rows()), verifier.heads_in(queries.rows())
    assert verifier.check_reads(rows, heads).chain == ""
    dice = random.Random(7)
    for _ in range(1000):
        spoil = [list(row) for row in rows]
        place = dice.randrange(len(spoil))
        way = dice.choice(("edit", "delete", "swap", "cut"))
        if way == "edit":
            column = dice.randrange(len(spoil[place]))
            spoil[place][column] = f"{spoil[place][column]}x" if column != 1 else 99
        elif way == "delete":
            del spoil[place]
        elif way == "swap":
            other = dice.choice([n for n in range(len(spoil)) if n != place])
            spoil[place], spoil[other] = spoil[other], spoil[place]
        else:
            del spoil[place:]
        assert verifier.check_reads(spoil, heads).chain != "", (way, place)
