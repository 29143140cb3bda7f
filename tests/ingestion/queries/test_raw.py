"""From a span to the record it came from."""

import pytest

from carepath.ingestion import actions, queries
from carepath.ingestion.models import Message
from carepath.journeys.models import Span
from tests.factories import AT, site
from tests.ingestion.actions.test_stepping import STORY, receive
from tests.ingestion.worlds import imported, log
from tests.journeys.worlds import declared

pytestmark = pytest.mark.django_db


@pytest.fixture
def message():
    site()
    return imported(log(cases=3))


def test_each_span_finds_its_own_record(message):
    for span in Span.objects.select_related("journey", "stage"):
        cells = [cell for _column, cell in queries.raw(message, bytes(span.source_ref)).cells]
        assert cells[:2] == [span.journey.case_ref, span.stage.name]


def test_a_span_of_another_file_has_none_here(message):
    ref = bytes(Span.objects.first().source_ref)
    Span.objects.update(message=message.pk + 1)
    assert queries.raw(message, ref) is None
    assert queries.raw(message, b"0" * 16) is None


def test_what_cannot_be_read_is_shown_as_it_came():
    feed = actions.declare_feed(name="adt", site=site(), by="test", at=AT)
    raw = b"\x0bMSH|^~\\&|S\rPID|1||K\xf6ln\r\rnonsense"
    held = actions.receive_hl7(raw=raw, source=feed, by="test", at=AT)
    assert queries.as_it_came(held) == [
        ("MSH", "MSH|^~\\&|S"), ("PID", "PID|1||K\\xf6ln"), ("", "nonsense"),
    ]  # fmt: skip


def test_a_span_that_a_step_of_a_message_tells_leads_to_the_message():
    feed = declared()
    receive(feed, *STORY)
    actions.process_feeds(by="test", at=AT)
    span = Span.objects.get(retracted_at=None, stage__name="end")
    held = Message.objects.get(pk=span.message)
    found = queries.raw(held, bytes(span.source_ref))
    assert [name for name, _text in found.cells][:3] == ["MSH", "EVN", "PID"]
    assert found.row == held.pk
