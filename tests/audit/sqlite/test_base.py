"""The embedded database as the portal opens it."""

import pytest
from django.db import DatabaseError, connection

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
