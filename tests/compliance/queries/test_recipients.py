import pytest

from carepath.compliance import queries
from tests.compliance.mails import told
from tests.factories import AT
from tests.work.mails import queued

pytestmark = pytest.mark.django_db


def test_how_far_somebody_was_told():
    rob, eve = told("rob"), told("eve")
    assert list(queries.recipients()) == [eve, rob]
    for slot in ("9", "10"):
        queued(rob.address, topic="ledger.root", slot=slot, at=AT)
    assert (queries.last_told(rob), queries.last_told(eve)) == (10, None)
