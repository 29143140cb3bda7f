"""Journeys as they were known: whatever was told since, they are what was read at that moment."""

import random
from datetime import timedelta

import pytest

from carepath.frames.moments import OPEN, to_us
from carepath.ingestion import actions as inbox
from carepath.journeys import actions, queries
from carepath.journeys.models import SpanVersion
from tests.factories import AT, ben, site
from tests.journeys.frames import event, frame
from tests.journeys.worlds import declared
from tests.stories.test_as_known import written

pytestmark = pytest.mark.django_db
SOON = timedelta(seconds=30)


def read(by, known_at=None):
    """What is read of all journeys: bounds, and every span with the times it has."""
    known = None if known_at is None else to_us(known_at)
    spans = queries.snapshot(by=by, known_at=known).spans
    found = {}
    for n, pk in enumerate(spans.journey_id.tolist()):
        rows = spans.rows(n)
        names = [spans.stages[code] for code in spans.stage[rows].tolist()]
        columns = (spans.unit, spans.kind, spans.requested, spans.start, spans.end)
        each = zip(names, *(column[rows].tolist() for column in columns), strict=True)
        found[pk] = int(spans.opened[n]), int(spans.closed[n]), sorted(each)
    return found


def told(source, *events, at):
    actions.record(events=frame(*events), source=source, by="test", at=at)


@pytest.mark.parametrize(("seed", "stored"), [(1, False), (2, True)])
def test_what_was_known_at_a_moment_is_what_was_read_then(seed, stored):
    dice, by = random.Random(seed), ben()
    feed = inbox.declare_feed(name="adt", site=site(), by="test", at=AT)
    raws = written(dice)
    order = sorted(range(len(raws)), key=lambda n: n + dice.choice((0, 0, 0, 8, 20)))
    then = {}
    for minute, place in enumerate(order):
        at = AT + timedelta(minutes=minute)
        inbox.receive_hl7(raw=raws[place], source=feed, by="test", at=at)
        inbox.process_feeds(by="test", at=at)
        if stored and minute % 7 == 3:
            actions.store_changes(by="test", at=at)
        then[at] = read(by)
    assert SpanVersion.objects.exists(), "something was known otherwise before"
    assert len({repr(one) for one in then.values()}) > 10, "the moments differ"
    for at, found in then.items():
        assert read(by, at + SOON) == found, at


def test_an_import_told_today_was_not_known_yesterday():
    source, by = declared(), ben()
    told(source, event("J1", "Step", 0, 10), at=AT)
    told(source, event("J1", "Step", 0, 20), event("J2", "Step", 5, 9), at=AT + timedelta(days=1))
    (known,) = read(by, AT).values()
    assert [end - start for *_rest, start, end in known[2]] == [10 * 60_000_000]
    assert read(by, AT - timedelta(seconds=1)) == {}
    assert read(by, AT + timedelta(days=1)) == read(by) and len(read(by)) == 2


def test_who_was_known_to_lie_had_not_left():
    source, by = declared(closing_rule="end_stages", end_stages=["Out"]), ben()
    stay = {"kind": 1, "unit": "W1", "ref": "stay"}
    told(source, event("J1", "Ward stay", 0, None, **stay), at=AT)
    late = AT + timedelta(minutes=90)
    told(source, event("J1", "Ward stay", 0, 60, **stay), event("J1", "Out", 60, 60), at=late)
    ((_opened, closed, _spans),) = read(by, AT).values()
    assert closed == OPEN
    ((_opened, closed, _spans),) = read(by, late).values()
    assert closed == to_us(AT + timedelta(minutes=60))
