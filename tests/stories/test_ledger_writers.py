"""Many write governed rows at once: nobody waits for ever, and the chain has no fork and no gap."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from carepath.audit import actions as audit
from carepath.audit import queries, triggers
from carepath.audit.models import Alert, Change
from carepath.ingestion.models import MappingVersion
from tests.factories import AT, site

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")
WRITERS, EACH = 4, 12


def write(number):
    """Versions of one mapping of this writer, every other change undone by a fault."""
    try:
        for version in range(1, EACH + 1):
            with audit.acting_as(f"import:{number}", at=AT, why="at once"):
                MappingVersion.objects.create(
                    site=site(), name=f"log {number}", version=version, content={},
                    created_at=AT, created_by="x",
                )  # fmt: skip
            broken(number)
    finally:
        connections.close_all()


def broken(number):
    """A change that is begun and not kept."""
    with pytest.raises(ZeroDivisionError), audit.acting_as("import:9", at=AT, why="undone"):
        MappingVersion.objects.filter(name=f"log {number}").update(created_by="nobody")
        raise ZeroDivisionError


def test_writers_at_once():
    site()
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    found = queries.verdict()
    assert (found.rows, found.first_bad_seq) == (WRITERS * EACH, None)
    assert set(Change.objects.values_list("actor", flat=True)) == {
        f"import:{number}" for number in range(WRITERS)
    }
    audit.look_after(by="worker:test", at=AT)
    assert not Alert.objects.exists()


def test_a_database_that_was_emptied_for_the_next_test_is_guarded_again():
    assert Change.objects.count() == 0
    assert [triggers.differences(alias) for alias in connections] == [[]] * len(list(connections))
