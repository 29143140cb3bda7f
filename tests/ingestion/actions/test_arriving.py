"""Messages arrive: kept as they came, once, and what may not be taken is set aside at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from carepath.formats import hl7v2
from carepath.ingestion import actions
from carepath.ingestion.actions.receive import PART
from carepath.ingestion.models import Message, Part
from tests.factories import AT, site
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db


@pytest.fixture
def feed():
    return actions.declare_feed(name="adt", site=site(), by="test", at=AT)


def received(feed, *raws, **more):
    more = {"at": AT} | more
    return actions.receive_all_hl7(raws=raws, source=feed, by="test", **more)


def test_bytes_are_kept_before_anything_is_read(feed):
    (message,) = received(feed, b"no message")
    assert message.state == Message.State.RECEIVED
    assert bytes(Part.objects.get(message=message).raw) == b"no message"


def test_a_large_one_is_kept_in_parts(feed):
    raw = adt("A01", 1, "W1", rest="Z" * (PART + 5))
    (message,) = received(feed, raw)
    parts = message.parts.order_by("seq").values_list("raw", flat=True)
    assert b"".join(map(bytes, parts)) == raw
    assert len(parts) == 2


def test_the_same_bytes_are_the_same_message(feed):
    (first,) = received(feed, adt("A01", 1, "W1"))
    (again,) = received(feed, adt("A01", 1, "W1"), at=AT + timedelta(hours=1))
    assert (again.pk, again.deliveries) == (first.pk, 2)
    held = Message.objects.get()
    assert (held.deliveries, held.last_seen_at - held.received_at) == (2, timedelta(hours=1))


def test_queries_do_not_grow_with_messages(feed):
    counts = []
    for some in (1, 60):
        raws = [adt("A01", 1, "W1", control=f"{some}-{n}") for n in range(some)]
        with CaptureQueriesContext(connection) as found:
            received(feed, *raws)
        counts.append(len(found))
    assert counts[1] <= counts[0] + 2 <= 8  # rows of one insert are limited on SQLite


def test_types_that_are_not_taken_are_set_aside(feed):
    good, bad = received(feed, adt("A01", 1, "W1"), adt("A02", 2, "W1"), types={"ADT"})
    assert (good.state, bad.state) == ("received", "received")
    (other,) = received(feed, adt("A01", 3, "W1").replace(b"ADT^", b"SIU^"), types={"ADT"})
    assert (other.state, other.reason_code) == ("quarantined", "unsupported_type")
    assert other.reason_text == hl7v2.FAULTS["unsupported_type"]


def test_a_number_too_long_for_a_column_is_kept_all_the_same(feed):
    raws = [adt("A01", 1, "W1", control="9" * 300 + last) for last in "ab"]
    first, second = received(feed, *raws)
    assert first.pk != second.pk
    (reused,) = received(feed, raws[0] + b"\rZ")
    assert reused.reason_code == "control_id_reused"
