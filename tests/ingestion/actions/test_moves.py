import pytest

from carepath.audit import actions as audit
from carepath.audit.models import Entry
from carepath.ingestion.actions.moves import MovedMeanwhile, move
from carepath.ingestion.models import Message
from carepath.ingestion.policies import NotNow
from tests.ingestion.worlds import LATER, received

pytestmark = pytest.mark.django_db


def moved(message, to, **how):
    with audit.recording_as("worker:test", at=LATER):
        move(message, to, **how)


def test_a_move_gives_up_the_lease_and_says_so_in_the_ledger():
    message = received()
    Message.objects.filter(pk=message.pk).update(lease_until=LATER, leased_by="me", attempts=3)
    moved(message, "quarantined", changes={"reason_code": "poison"}, reason="poison")
    message.refresh_from_db()
    assert (message.state, message.reason_code) == ("quarantined", "poison")
    assert (message.lease_until, message.leased_by, message.attempts) == (None, "", 0)
    entry = Entry.objects.get(verb="import.quarantined")
    assert (entry.target, entry.detail) == (
        f"ingestion.Message:{message.pk}",
        {"reason": "poison"},
    )


def test_a_move_out_of_order_is_refused():
    with pytest.raises(NotNow):
        moved(received(), "undone")


def test_of_two_moves_at_once_one_wins():
    message = received()
    other = Message.objects.get(pk=message.pk)
    moved(message, "processed")
    with pytest.raises(MovedMeanwhile):
        moved(other, "quarantined")
