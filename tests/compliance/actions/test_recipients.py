import pytest

from carepath.audit.models import Change, Entry
from carepath.compliance import actions
from carepath.compliance.models import Recipient
from tests.factories import AT, ada

pytestmark = pytest.mark.django_db
ROB = {"name": "Rob", "address": "rob@example.org", "topic": "ledger.root"}


def test_adding_and_removing_is_in_the_ledger_with_its_reason():
    by = ada()
    row = actions.add_recipient(**ROB, by=by, at=AT, reason="keeps our roots")
    actions.remove_recipient(recipient=row, by=by, at=AT, reason="left")
    rows = Change.objects.filter(table_name="compliance_recipient").order_by("seq")
    assert [(one.operation, one.reason) for one in rows] == [
        ("insert", "keeps our roots"), ("delete", "left"),
    ]  # fmt: skip
    said = Entry.objects.filter(verb__startswith="recipient").order_by("id")
    assert [one.verb for one in said] == ["recipient.added", "recipient.removed"]


def test_an_address_is_told_of_a_thing_once():
    by = ada()
    actions.add_recipient(**ROB, by=by, at=AT, reason="asked")
    with pytest.raises(actions.AlreadyTold):
        actions.add_recipient(
            **ROB | {"address": "Rob@Example.org"}, by=by, at=AT, reason="asked again"
        )
    actions.add_recipient(**ROB | {"topic": "ledger.alert"}, by=by, at=AT, reason="asked")
    assert Recipient.objects.count() == 2
