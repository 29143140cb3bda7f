"""Of many writes a few are made past the portal: exactly those are found, shown, mailed, settled.

CAREPATH_WRITES says how many writes there are (1,000; make soak: 10,000), one in a hundred of them
past the portal: by SQL, by bulk ways that leave no history, and with the triggers taken away.
"""

import os
import time
from random import Random

import pytest
from django.urls import reverse

from carepath.audit import actions as audit
from carepath.audit.models import Alert, Change
from carepath.compliance import actions as compliance
from carepath.compliance.models import Recipient
from carepath.journeys.models import Target
from carepath.protocols.models import Protocol
from carepath.work.models import Delivery
from tests.audit.changed import run, without_triggers, written
from tests.compliance.mails import told
from tests.factories import AT, ada, nora, person
from tests.governed import CHANGED, a_row, another

pytestmark = pytest.mark.django_db(databases="__all__")
WRITES = int(os.environ.get("CAREPATH_WRITES", "1000"))
MODELS = (Target, Recipient, Protocol)
Kind = Alert.Kind


# -- through the portal ---------------------------------------------------------------------------


def save(row, pool):
    another(type(row), row).save()


def save_nothing(row, pool):
    row.save()


def create(row, pool):
    new = a_row(type(row))
    new.save()
    pool.append(new)


def delete(row, pool):
    pool.remove(row)
    row.delete()


USUAL = (save, save, save, save_nothing, create, create, delete)


# -- past it --------------------------------------------------------------------------------------


def _column(row):
    name = CHANGED[type(row)]
    value = getattr(row, name)
    return name, value + 7 if isinstance(value, int) else f"{value}?"


def by_sql(row):
    name, value = _column(row)
    with audit.acting_as("psql", at=AT, why="by hand"):
        run(f'UPDATE "{row._meta.db_table}" SET "{name}" = %s WHERE id = %s', value, row.pk)
    return Kind.UNGOVERNED, str(row.pk)


def in_bulk(row):
    name, value = _column(row)
    with audit.acting_as("script", at=AT, why="by a script"):
        type(row).objects.filter(pk=row.pk).update(**{name: value})
    return Kind.UNGOVERNED, str(row.pk)


def deleted_past_history(row):
    with audit.acting_as("script", at=AT, why="by a script"):
        found = type(row).objects.filter(pk=row.pk)
        found._raw_delete(found.db)
    return Kind.UNGOVERNED, str(row.pk)


def past_triggers(row):
    name, value = _column(row)
    with without_triggers():
        run(f'UPDATE "{row._meta.db_table}" SET "{name}" = %s WHERE id = %s', value, row.pk)
    return Kind.UNRECORDED, str(row.pk)


def deleted_past_triggers(row):
    with without_triggers():
        run(f'DELETE FROM "{row._meta.db_table}" WHERE id = %s', row.pk)
    return Kind.UNRECORDED, str(row.pk)


def added_past_triggers(row):
    new = a_row(type(row))
    with without_triggers():
        type(row).objects.bulk_create([new])
    return Kind.UNRECORDED, str(new.pk)


ODD = (by_sql, in_bulk, deleted_past_history, past_triggers, deleted_past_triggers,
       added_past_triggers)  # fmt: skip


def test_exactly_the_writes_past_the_portal_are_found():
    dice, odd = Random(7), WRITES // 100
    pools = {model: written(model, 60) for model in MODELS}
    reserved = [row for model in MODELS for row in written(model, odd // 3 + 1)]
    expected, at = set(), Change.objects.count()
    places = set(dice.sample(range(WRITES - odd), odd))
    for n in range(WRITES - odd):
        if n in places:
            row = reserved.pop()
            kind, key = ODD[len(expected) % len(ODD)](row)
            expected.add((kind, row._meta.db_table, key))
        pool = pools[dice.choice(MODELS)]
        with audit.acting_as("test", at=AT, why="daily work"):
            dice.choice(USUAL)(dice.choice(pool), pool)
    begun = time.perf_counter()
    before = -1
    while (until := audit.look_at_witnesses(at=AT)) != before:
        before = until
    took = time.perf_counter() - begun
    found = set(Alert.objects.values_list("kind", "table_name", "key"))
    assert found == expected
    assert len(expected) == odd == Alert.objects.count()
    print(  # noqa: T201
        f"{WRITES} writes, {Change.objects.count() - at} rows of the ledger, {odd} past the"
        f" portal: found {len(found)}, false 0, in {took:.1f} s"
    )


# -- what people see of it ------------------------------------------------------------------------


@pytest.fixture
def hole():
    """A row that was changed with the triggers taken away."""
    (row,) = written(Target, 1)
    past_triggers(row)
    audit.look_at_witnesses(at=AT)
    return Alert.objects.get()


def test_the_banner_stands_on_every_page_of_who_may_settle_it(client, hole):
    for user in (ada(), person("sam", "SYSTEM_ADMINISTRATOR")):
        client.force_login(user)
        for page in ("audit:reads", "audit:index", "bottlenecks:definitions"):
            body = client.get(reverse(page)).content.decode()
            assert "1 finding in the ledger is open." in body, page
    client.force_login(nora())
    for page in ("audit:reads", "journeys:index"):
        assert "in the ledger is open" not in client.get(reverse(page)).content.decode()


def test_it_is_mailed_and_settled_with_a_reason_that_is_in_the_ledger(client, hole):
    told(topic="ledger.alert")
    assert compliance.mail_out(by="worker:sweep", at=AT) == 1
    assert "changed past the ledger" in Delivery.objects.get().payload["text"]
    client.force_login(ada())
    client.post(reverse("audit:settle", args=[hole.pk]), {"reason": "a repair by the vendor"})
    assert "in the ledger is open" not in client.get(reverse("audit:reads")).content.decode()
    hole.refresh_from_db()
    assert hole.settled_why == "a repair by the vendor"


def test_it_is_looked_for_often_enough_to_be_seen_within_a_minute():
    from carepath.audit.actions import looking

    every = {name: often for name, often, _look in looking.LOOKS}[looking.WITNESSES]
    assert every.total_seconds() <= 45
