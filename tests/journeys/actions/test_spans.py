"""Spans: new, newer, known, or earlier than what stands."""

import polars as pl
import pytest

from carepath.journeys.actions import spans
from carepath.journeys.models import Journey, Span, SpanVersion
from tests.journeys.actions.test_record import a_source, record
from tests.journeys.frames import digest, event

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    made = a_source()
    record(made, event("A", "Doctor", 10, 40, ref="d"))
    return made


def row(**changes):
    held = Span.objects.values("source_ref", *spans.WRITTEN).get(source_ref=digest("d"))
    plain = {name: changes.get(name, value) for name, value in held.items()}
    for name in ("requested_at", "started_at", "ended_at"):
        if plain[name] is not None and not isinstance(plain[name], int):
            plain[name] = spans_us(plain[name])
    plain["source_ref"] = bytes(changes.get("source_ref", plain["source_ref"]))
    schema = {name: spans.SCHEMA[name] for name in ("source_ref", *spans.WRITTEN)}
    return pl.DataFrame([plain], schema=schema, orient="row")


def spans_us(moment):
    return round(moment.timestamp() * 1_000_000)


def write(frame, source, message=9):
    return spans.write(frame, source=source, at_us=77, message=message)


def test_the_same_content_is_a_duplicate(source):
    assert write(row(seq=5), source) == spans.Written(0, 0, 1, frozenset())
    assert Span.objects.get().message is None


def test_other_content_is_a_newer_version(source):
    done = write(row(role="r7"), source)
    span = Span.objects.get()
    assert (done.replaced, span.version, span.role, span.message) == (1, 2, "r7", 9)
    assert span.versions.get().content["role"] == ""


def test_what_knows_less_is_kept_below(source):
    assert write(row(ended_at=None), source).duplicates == 1
    assert Span.objects.get().ended_at is not None
    assert SpanVersion.objects.get().content["ended_at"] is None
    write(row(ended_at=None), source)
    assert SpanVersion.objects.count() == 1


def test_a_new_reference_is_a_new_span(source):
    assert write(row(source_ref=digest("e")), source).new == 1
    assert spans.known(source, [digest("d"), digest("e")]).height == 2


def test_a_move_names_the_journey_that_was_left(source):
    record(source, event("B", "Triage", 0, 1))
    old, new = Journey.objects.order_by("case_ref").values_list("pk", flat=True)
    assert write(row(journey_id=new), source).left == {old}


@pytest.mark.parametrize("fresh", [False, True])
def test_taken_for_all_new_a_known_one_is_still_told(source, fresh):
    both = pl.concat([row(), row(source_ref=digest("e"))])
    done = spans.write(both, source=source, at_us=77, message=9, fresh=fresh)
    assert done == spans.Written(1, 0, 1, frozenset())
    assert Span.objects.count() == 2


def test_all_new_ones_are_not_looked_up(source, django_assert_max_num_queries):
    frame = row(source_ref=digest("e"))
    with django_assert_max_num_queries(3):  # a savepoint around the rows
        done = spans.write(frame, source=source, at_us=77, message=9, fresh=True)
    assert done.new == 1


def test_texts_and_bytes_are_stored_as_they_are(source):
    odd = {"role": 'a "b", c\\N', "attributes": '{"x": "1\\n2"}', "parent_ref": b'\x00\x01,\n"\xff'}
    write(row(source_ref=digest("e"), **odd), source)
    write(row(source_ref=digest("f"), role="", attributes="", parent_ref=None), source)
    held = {bytes(span.source_ref): span for span in Span.objects.all()}
    first, second = held[digest("e")], held[digest("f")]
    assert (first.role, first.attributes) == (odd["role"], odd["attributes"])
    assert bytes(first.parent_ref) == odd["parent_ref"]
    assert (second.role, second.attributes, second.parent_ref) == ("", "", None)
