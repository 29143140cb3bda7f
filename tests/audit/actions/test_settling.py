"""An alert is settled once, with what it was."""

import pytest

from carepath.audit import actions
from carepath.audit.models import Alert, Entry
from tests.factories import AT, ada

pytestmark = pytest.mark.django_db


def test_who_looked_and_what_it_was():
    alert = Alert.objects.create(kind="ungoverned", table_name="t", key="1", seq=4, found_at=AT)
    auditor = ada()
    actions.settle(alert=alert, by=auditor, at=AT, reason="a repair by hand")
    alert.refresh_from_db()
    assert (alert.settled_at, alert.settled_why) == (AT, "a repair by hand")
    said = Entry.objects.get()
    assert (said.verb, said.actor, said.why) == (
        "ledger.alert_settled", f"user:{auditor.pk}", "a repair by hand",
    )  # fmt: skip
    with pytest.raises(actions.AlreadySettled):
        actions.settle(alert=alert, by=auditor, at=AT, reason="again")
    with pytest.raises(actions.NoActor):
        actions.settle(alert=alert, by=auditor, at=AT, reason="")
