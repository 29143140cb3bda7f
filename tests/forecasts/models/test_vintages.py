"""What was told never changes, whoever writes: the database itself refuses."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from carepath.forecasts import actions
from carepath.forecasts.models import Vintage
from carepath.ui import clock
from tests.forecasts.worlds import hospital

pytestmark = pytest.mark.django_db
TABLE = Vintage._meta.db_table


@pytest.fixture
def told(db):
    """A forecast made just now, by the database's own clock."""
    now = clock.now()
    where = hospital(weeks=1, until=now)
    actions.run_due(by="worker:sweep", at=now)
    return Vintage.objects.filter(site=where, job="beds").latest("pk")


def refused(write, text="never changes"):
    with pytest.raises(DatabaseError, match=text), transaction.atomic():
        write()
    return True


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_no_way_to_write_changes_what_was_told(told):
    before = Vintage.objects.filter(pk=told.pk).values_list().get()
    mine = Vintage.objects.filter(pk=told.pk)
    columns = ", ".join(f'"{field.column}"' for field in Vintage._meta.concrete_fields)
    told.staffed = 99
    assert refused(told.save)
    assert refused(lambda: mine.update(staffed=99))
    assert refused(lambda: mine.update(law=b""))
    assert refused(lambda: run(f"UPDATE {TABLE} SET staffed = 99"))
    if connection.vendor == "sqlite":
        copied = f"SELECT {columns} FROM {TABLE} WHERE id = %s"
        assert refused(lambda: run(f"REPLACE INTO {TABLE} ({columns}) {copied}", told.pk))
    else:
        run("SET CONSTRAINTS ALL IMMEDIATE")  # nothing of this transaction is pending any more
        assert refused(lambda: run(f"TRUNCATE {TABLE}"), "only added to")
    twin = Vintage.objects.get(pk=told.pk)
    twin.pk = None
    assert refused(lambda: twin.save(force_insert=True))
    assert Vintage.objects.filter(pk=told.pk).values_list().get() == before


def test_it_goes_when_its_time_is_over_and_not_before(told):
    mine = Vintage.objects.filter(pk=told.pk)
    assert refused(mine.delete, "to be kept")
    in_years = clock.now() + timedelta(days=900)
    assert refused(lambda: actions.prune(by="worker:sweep", at=in_years), "to be kept")
    old = Vintage.objects.get(pk=told.pk)
    old.pk, old.run, old.kept_until = None, 7, clock.now() - timedelta(days=1)
    old.save(force_insert=True)
    assert actions.prune(by="worker:sweep", at=clock.now()) == 1
    assert mine.exists()


def test_what_is_invented_may_go(told):
    where = told.site
    where.synthetic = True
    where.save()
    Vintage.objects.filter(site=where).delete()
    assert not Vintage.objects.exists()
