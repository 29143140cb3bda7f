"""A table that becomes governed begins its story with the rows it has."""

import pytest

from carepath.accounts.models import Grant
from carepath.audit import queries, triggers
from carepath.audit.models import Change
from carepath.audit.queries import witnesses
from carepath.audit.triggers import adopting
from tests.audit.changed import run, without_triggers, written
from tests.factories import AT
from tests.governed import rows

pytestmark = pytest.mark.django_db


def test_rows_that_were_there_are_written_as_they_are():
    with without_triggers():
        made = rows(Grant, 3)
    triggers.install(at=AT)
    found = Change.objects.order_by("seq")
    assert [(row.operation, row.old, row.actor) for row in found] == [
        ("adopt", None, adopting.BY)
    ] * 3
    assert {row.key for row in found} == {str(row.pk) for row in made}
    assert list(queries.unrecorded(Grant)) == []
    assert list(queries.compared(Grant, {row.change_id for row in found})) == []
    assert list(witnesses.unlike_before(after=0, until=9)) == []
    assert queries.verdict().first_bad_seq is None
    assert triggers.differences() == []


def test_what_came_past_a_ledger_that_knows_the_table_is_not_adopted():
    written(Grant, 1)
    with without_triggers():
        run("UPDATE accounts_grant SET role = 'READ_ONLY'")
        rows(Grant, 1)
    triggers.install(at=AT)
    assert Change.objects.count() == 1
    assert len(list(queries.unrecorded(Grant))) == 2
