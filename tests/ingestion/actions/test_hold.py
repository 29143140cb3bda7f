import pytest

from carepath.ingestion.actions.hold import Hold, Stopped
from carepath.ingestion.models import Message
from carepath.work import actions as work
from tests.ingestion.worlds import LATER, received

pytestmark = pytest.mark.django_db


def held():
    message = received()
    assert work.claim(Message, message.pk, at=LATER, seconds=1, states=["received"])
    return Hold(message, at=LATER)


def test_the_moment_goes_on_from_the_doors():
    hold = held()
    first = hold.now
    assert LATER <= first <= hold.now


def test_keeping_renews_the_lease():
    hold = held()
    hold.keep()
    hold.message.refresh_from_db()
    assert (hold.message.lease_until - LATER).total_seconds() > 30


def test_progress_forgets_earlier_attempts():
    hold = held()
    hold.keep()
    assert Message.objects.get().attempts == 1
    hold.keep(progress=True)
    assert Message.objects.get().attempts == 0


def test_a_lost_lease_is_noticed():
    hold = held()
    Message.objects.update(leased_by="elsewhere:1:1")
    with pytest.raises(work.LeaseLost):
        hold.keep()


def test_a_cancelled_import_is_noticed():
    hold = held()
    Message.objects.update(state="undoing")
    with pytest.raises(Stopped):
        hold.keep()
