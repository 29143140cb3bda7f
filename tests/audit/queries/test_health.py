"""What the page says of the ledger."""

import pytest

from carepath.accounts.models import Grant
from carepath.audit import actions, queries
from carepath.audit.models import Alert, Change, Check
from carepath.frames.moments import from_us
from tests.audit.changed import written
from tests.factories import AT, ada

pytestmark = pytest.mark.django_db


def alert(kind, **fields):
    return Alert.objects.create(
        **{"kind": kind, "table_name": "t", "key": "1", "seq": 1, "found_at": AT} | fields
    )


def test_a_ledger_nobody_looked_at_is_well_and_empty():
    found = queries.health()
    assert (found.ok, found.rows, found.root, found.checks) == (True, 0, None, {})


def test_rows_root_and_last_looks():
    written(Grant, 2)
    actions.look_after(by="worker:test", at=AT)
    found = queries.health()
    assert (found.ok, found.rows, found.root.seq) == (True, 2, 2)
    assert set(found.checks) == {"triggers", "witnesses", "chain", "roots", "reads"}


def test_anything_open_or_failed_is_not_well():
    row = alert(Alert.Kind.UNGOVERNED)
    alert(Alert.Kind.FORGED)
    assert not queries.health().ok
    assert (queries.health().open_alerts, queries.ungoverned()) == (2, 1)
    actions.settle(alert=row, by="test", at=AT, reason="a drill")
    assert queries.ungoverned() == 0
    assert list(queries.alerts(is_open=False)) == [row]
    assert queries.alerts().count() == 2
    Alert.objects.all().delete()
    Check.objects.create(name="chain", ok=False, at=AT)
    assert not queries.health().ok


def test_how_old_the_first_row_after_a_root_is():
    ada()
    last = Change.objects.order_by("-seq").first()
    assert queries.oldest_after(last.seq - 1) == from_us(last.recorded_us)
    assert queries.oldest_after(last.seq) is None
