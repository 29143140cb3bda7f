"""A transfer written by hand: the patient who waits is in the bed, and the hospital goes on."""

import pytest

from carepath.capacity import actions as capacity
from carepath.demo import queries
from carepath.demo.management import letters
from carepath.formats import hl7v2
from carepath.ingestion import actions as ingestion
from carepath.journeys import queries as journeys
from tests.demo.worlds import built, later, step

pytestmark = pytest.mark.django_db


def first_move():
    """The hospital, the first move that is due, and when."""
    built()
    for minute in range(5, 900, 5):
        row, at = step(later(minutes=minute)), later(minutes=minute)
        capacity.project_changed(by="test", at=at)
        if (found := queries.next_move(row=row, at=at)) is not None:
            return row, found, minute
    raise AssertionError("nobody waits for a bed that is kept")


def test_who_waits_arrives_in_the_bed_that_is_kept():
    row, found, minute = first_move()
    at = later(minutes=minute)
    assert queries.next_move(row=row, at=at, journey=found.journey.short) == found
    assert queries.next_move(row=row, at=at, journey="none") is None
    raw = letters.of_move(row, found, at=at)
    message = hl7v2.parse(raw)
    assert message.get("MSH", 9, 2) == "A02"
    assert message.get("PV1", 19) == found.journey.case_ref
    assert message.get("PV1", 3) == found.enters.unit.code
    ingestion.receive_hl7(raw=raw, source=row.source, by="test", at=at, kind="hl7steps")
    ingestion.process_feeds(by="test", at=at)
    stays = {span.pk: span for span in journeys.current_spans(found.journey)}
    assert stays[found.leaves.pk].ended_at == at
    assert (stays[found.enters.pk].started_at, stays[found.enters.pk].ended_at) == (at, None)
    for later_on in range(minute + 5, minute + 240, 5):
        step(later(minutes=later_on))
    after = journeys.current_spans(found.journey).get(pk=found.enters.pk)
    assert after.started_at != at, "what the hospital says later of the same stay counts"
