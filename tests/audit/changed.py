"""Changes made past the portal, as somebody with rights on the database would make them."""

from contextlib import contextmanager

from django.db import connection, connections

from carepath.audit import actions as audit
from carepath.audit import router, triggers
from carepath.audit.models import AccessRead
from carepath.audit.triggers import installing
from tests.factories import AT
from tests.governed import rows


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def written(model, number=3):
    """Saved rows of a governed model, through the door."""
    with audit.acting_as("test", at=AT, why="rows"):
        return rows(model, number)


@contextmanager
def without_triggers():
    """The triggers are away inside, and are put back as if nothing had been."""
    with triggers.maintenance("default"):
        installing.put("default", wanted=False)
        yield
        installing.put("default")


ALIAS = router.SideRouter().db_for_read(AccessRead) or "default"
"""The database of the read log."""


def spoiled(statement, *values):
    """Change the read log as whoever holds its file could."""
    with triggers.maintenance(ALIAS):
        installing.put(ALIAS, wanted=False)
        with connections[ALIAS].cursor() as cursor:
            cursor.execute(statement, values)
        installing.put(ALIAS)
