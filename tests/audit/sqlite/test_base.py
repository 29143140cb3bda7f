"""The embedded database as the portal opens it."""

import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from carepath.audit import triggers

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


def test_maintenance_may_change_tables_and_ends_again():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE made_by_a_test (a)")
        with triggers.maintenance("default"), triggers.maintenance("default"):
            cursor.execute("ALTER TABLE made_by_a_test ADD b")
        with pytest.raises(DatabaseError, match="not authorized"):
            cursor.execute("DROP TABLE made_by_a_test")


def test_replacing_a_row_meets_the_triggers_of_deleting():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
def test_who_waits_to_write_is_not_passed_over_by_one_that_always_writes():
    """Somebody who writes most of the time leaves short gaps: the others write in them."""
    over, waits = threading.Event(), []

    def always():
        while not over.is_set():
            with transaction.atomic():
                time.sleep(0.08)
            time.sleep(0.004)
        connection.close()

    thread = threading.Thread(target=always)
    thread.start()
    for _ in range(6):
        over.wait(0.01)  # the other has begun again
        began = time.monotonic()
        with transaction.atomic():
            waits.append(time.monotonic() - began)
    over.set()
    thread.join()
    assert statistics.mean(waits) < 0.6


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_to_write_for_ever(monkeypatch):
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.02)
    with ThreadPoolExecutor(1) as other, transaction.atomic():
        refused = other.submit(_writes).exception()
    assert isinstance(refused, OperationalError) and "locked" in str(refused)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (20,)


def _writes():
    try:
        with transaction.atomic():
            return
    finally:
        connection.close()
