from datetime import timedelta

import pytest

from carepath.audit.models import Entry
from carepath.formats import events
from carepath.ingestion import actions, queries
from carepath.ingestion.actions import feeding
from carepath.ingestion.models import Link, Message, Part
from carepath.journeys.models import Journey, Span
from carepath.places.models import Site
from tests.factories import AT, first
from tests.ingestion.worlds import LATER, received
from tests.journeys.actions.test_record import a_source
from tests.journeys.frames import event, frame

pytestmark = pytest.mark.django_db


def raw(*found):
    return events.write(frame(*found))


def taken(source, *found, at=AT):
    return actions.receive_events(raw=raw(*found), source=source, by="worker:test", at=at)


def worked_on(message, at=LATER):
    assert actions.process(message=message.pk, by="worker:test", at=at)
    return Message.objects.get(pk=message.pk)


def made_up(source, ahead=timedelta(0)):
    Site.objects.filter(pk=source.site_id).update(
        synthetic=True, clock_real=AT, clock_shown=AT + ahead
    )
    source.refresh_from_db()
    return source


def test_a_message_is_recorded_whole_and_leaves_no_line_in_the_ledger():
    source = a_source()
    before = Entry.objects.count()
    message = taken(source, event("A", "Triage", 0, 5), event("B", "Triage", 1, None))
    assert (message.state, message.kind) == ("received", "events")
    message = worked_on(message)
    assert (message.state, message.leased_by, message.attempts) == ("processed", "", 0)
    assert Journey.objects.count() == 2
    assert set(Span.objects.values_list("message", flat=True)) == {message.pk}
    assert Entry.objects.count() == before


def test_the_same_bytes_are_the_same_message():
    source = a_source()
    message = worked_on(taken(source, event("A", "Triage", 0, 5)))
    again = taken(source, event("A", "Triage", 0, 5), at=LATER)
    assert (again.pk, again.deliveries, again.last_seen_at) == (message.pk, 2, LATER)
    assert again.state == "processed"


def test_messages_of_one_source_are_recorded_in_their_order():
    source = a_source()
    early, late = taken(source, event("A", "Triage", 0, None, ref="r")), None
    late = taken(source, event("A", "Triage", 0, 5, ref="r"))
    assert not actions.process(message=late.pk, by="worker:test", at=LATER)
    worked_on(early)
    worked_on(late)
    span = Span.objects.get()
    assert (span.status, span.version) == ("ended", 2)


def test_the_sweep_records_what_nobody_else_did():
    message = taken(a_source(), event("A", "Triage", 0, 5))
    assert actions.process_waiting(by="worker:sweep", at=LATER) == 1
    message.refresh_from_db()
    assert message.state == "processed"


def test_a_message_that_is_no_list_of_events_is_set_aside():
    source = a_source()
    message = actions.receive_events(raw=b"{}\n", source=source, by="worker:test", at=AT)
    message = worked_on(message)
    assert (message.state, message.reason_code) == ("quarantined", "bad_event")
    assert message.reason_text == "Line 1 is no event: case cannot be read."
    assert Entry.objects.filter(verb="import.quarantined").exists()
    assert not Journey.objects.exists()


def test_a_made_up_site_keeps_its_own_time_and_its_spans_name_no_message():
    source = made_up(a_source(), ahead=timedelta(days=14))
    message = taken(source, event("A", "Triage", 0, 5))
    assert message.received_at == AT + timedelta(days=14)
    worked_on(message)
    span = Span.objects.get()
    assert span.message is None
    assert timedelta(0) <= span.recorded_at - (LATER + timedelta(days=14)) < timedelta(minutes=1)


def test_a_files_rows_are_recorded_at_the_time_of_its_made_up_site():
    message = received()
    made_up(message.source, ahead=timedelta(days=14))
    worked_on(message)
    recorded = Span.objects.first().recorded_at
    assert timedelta(0) <= recorded - (LATER + timedelta(days=14)) < timedelta(minutes=1)


def test_recorded_messages_of_a_made_up_site_go_after_a_week_of_its_time():
    source = made_up(a_source())
    old = worked_on(taken(source, event("A", "Triage", 0, 5)))
    waiting = taken(source, event("B", "Triage", 0, 5))
    Link.objects.create(
        message=old, source=source, verb="became", kind="person", one="1", other="2", occurred=1,
        written=1, digest="d",
    )  # fmt: skip
    week = AT + feeding.KEPT
    assert feeding.discard_recorded(at=week) == 0
    assert feeding.discard_recorded(at=week + timedelta(seconds=1)) == 1
    assert list(Message.objects.all()) == [waiting]
    assert not Part.objects.filter(message=old.pk).exists()
    assert Span.objects.count() == 1


def test_messages_of_a_real_site_stay():
    worked_on(taken(a_source(), event("A", "Triage", 0, 5)))
    assert feeding.discard_recorded(at=AT + timedelta(days=365)) == 0


def test_feeds_are_on_no_page_of_imports():
    message = taken(a_source(), event("A", "Triage", 0, 5))
    received()
    seen = queries.visible(by=first())
    assert message not in seen
    assert seen.count() == 1


def test_a_feed_keeps_no_program_from_sending_files(monkeypatch):
    monkeypatch.setattr("carepath.ingestion.queries.imports.CROWD", 1)
    taken(a_source(), event("A", "Triage", 0, 5))
    assert not queries.crowded()
    received()
    assert queries.crowded()
