"""A claimed message whose work fails: set aside with its reason, tried later, or left alone."""

from datetime import timedelta

import pytest

from carepath.audit.models import Entry
from carepath.frames.rejects import FileError
from carepath.ingestion import actions
from carepath.ingestion.actions.hold import Hold, Stopped
from carepath.ingestion.actions.settling import all_set_aside, set_aside, settled
from carepath.ingestion.models import Message
from carepath.work import actions as work
from tests.factories import AT, site
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db


def failing(error, attempts=0):
    """A claimed message whose work ended with this error, as it stands after that."""
    feed = actions.declare_feed(name="adt", site=site(), by="test", at=AT)
    held = actions.receive_hl7(raw=adt("A01", 1, "W1"), source=feed, by="test", at=AT)
    Message.objects.update(attempts=attempts)
    assert work.claim(Message, held.pk, at=AT, seconds=60, states=["received"])
    claimed = Message.objects.select_related("site", "source").get()

    def work_on():
        raise error

    settled(Hold(claimed, at=AT), work_on)
    return Message.objects.get()


def test_what_cannot_be_used_is_set_aside_and_told():
    held = failing(FileError("empty"))
    assert (held.state, held.reason_code, held.leased_by) == ("quarantined", "empty", "")
    assert Entry.objects.get(verb="import.quarantined").detail["reason"] == "empty"


def test_what_fails_otherwise_rests_and_is_set_aside_at_the_cap():
    held = failing(ZeroDivisionError())
    assert (held.state, held.reason_code) == ("received", "retry")
    assert timedelta(seconds=1) < held.not_before - AT < timedelta(seconds=5)
    assert "ZeroDivisionError" in held.reason_text


def test_the_last_try():
    held = failing(ZeroDivisionError(), attempts=4)
    assert (held.state, held.reason_code) == ("quarantined", "failed")


@pytest.mark.parametrize("error", [Stopped("x"), work.LeaseLost("x")])
def test_what_another_changed_is_left_alone(error):
    held = failing(error)
    assert (held.state, held.reason_code, held.not_before) == ("received", "", None)


def test_what_another_took_over_is_not_set_aside():
    held = failing(Stopped("x"))
    set_aside(Hold(Message.objects.select_related("site").get(), at=AT), "empty", "Nothing.")
    held.refresh_from_db()
    assert held.state == "received"


def test_several_are_set_aside_but_for_one_that_another_changed():
    feed = actions.declare_feed(name="adt", site=site(), by="test", at=AT)
    raws = [adt("A01", n, "W1") for n in range(3)]
    pks = [actions.receive_hl7(raw=raw, source=feed, by="test", at=AT).pk for raw in raws]
    work.claim_all(Message, pks, at=AT, seconds=60, states=["received"])
    held = list(Message.objects.select_related("site").order_by("pk"))
    Message.objects.filter(pk=pks[1]).update(leased_by="elsewhere:1:1")
    all_set_aside([(Hold(one, at=AT), "empty", "Nothing.") for one in held])
    states = list(Message.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["quarantined", "received", "quarantined"]
