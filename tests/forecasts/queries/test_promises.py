"""How promises came true, and what of them is known so far."""

from datetime import timedelta

import pytest

from carepath.forecasts import queries
from carepath.forecasts.models import Outcome, Recommendation
from carepath.frames.moments import to_us
from carepath.journeys.models import Span
from carepath.places import actions as places
from carepath.places.models import Unit
from tests.factories import AT
from tests.forecasts.advice import HOUR, decided, open_all, short_of_beds
from tests.forecasts.queries.test_recommendations import advised
from tests.forecasts.worlds import hospital

pytestmark = pytest.mark.django_db
SAID = {"decided_by": "Ben", "reason": "so", "until_at": AT + 24 * HOUR}


def over(unit, state, *, before=0.5, carried_out, fell_short, hours=0, age=0):
    """A recommendation whose hours are over, with what happened."""
    row = advised(unit, before, state=state, decided_at=AT, lacks_before=9, lacks_after=1, **SAID)
    return Outcome.objects.create(
        recommendation=row, site=unit.site, judged_at=AT + (25 - age) * HOUR, since_at=AT,
        until_at=AT + (24 - age) * HOUR, carried_out=carried_out, staffed=3, fell_short=fell_short,
        largest=1 if hours else 0, largest_at=AT + HOUR, short_hours=hours, bed_hours=hours,
        other_largest=0, other_hours=0, other_bed_hours=0, course=[[3], [4]],
    )  # fmt: skip


def test_promises_are_counted_by_what_was_done(django_assert_num_queries):
    where = hospital(weeks=1)
    unit = Unit.objects.get(code="W2")
    over(unit, "accepted", carried_out=True, fell_short=False)
    over(unit, "accepted", carried_out=True, fell_short=False, hours=2)
    over(unit, "accepted", carried_out=True, fell_short=None)
    over(unit, "rejected", before=0.8, carried_out=False, fell_short=True, hours=5)
    over(unit, "lapsed", before=0.2, carried_out=False, fell_short=False)
    over(unit, "accepted", carried_out=False, fell_short=True, hours=9)  # not done: neither
    with django_assert_num_queries(2):
        found = queries.record_of_promises(site=where, at=AT + 30 * HOUR)
    assert (found.accepted, found.neither) == (4, 1)
    assert (found.done.n, found.done.fell_short[:2], found.done.calm[:2]) == (3, (0, 2), (2, 3))
    assert (found.done.chance, found.done.told, found.done.missed) == (0.05, 3, 2)
    assert (found.left.n, found.left.fell_short[:2]) == (2, (1, 2))
    assert found.left.chance == pytest.approx(0.5) and found.left.missed == 5
    late = queries.record_of_promises(site=where, at=AT + queries.LOOKED_AT + timedelta(days=3))
    assert (late.done.n, late.accepted) == (0, 0)
    early = queries.record_of_promises(site=where, at=AT + HOUR)  # a page that is wound back
    assert early.done.n == 0


def test_what_is_due_is_decided_over_and_not_looked_at():
    where = hospital(weeks=1)
    unit = Unit.objects.get(code="W2")
    mine = advised(unit, state="accepted", decided_at=AT, **SAID)
    late = SAID | {"decided_at": AT + 24 * HOUR}
    advised(unit, state="rejected", **late)  # decided when its hours were over
    advised(unit, state="waiting", until_at=AT)
    over(unit, "accepted", carried_out=True, fell_short=False)
    assert list(queries.to_look_at(site=where, at=AT + 23 * HOUR)) == []
    assert list(queries.to_look_at(site=where, at=AT + 24 * HOUR)) == [mine]
    assert list(queries.to_look_at(site=where, at=AT + 90 * 24 * HOUR)) == []  # nobody looked


def test_so_far_grows_and_says_so(django_assert_max_num_queries):
    where = short_of_beds()
    row = decided()
    open_all(row)
    row = queries.recommendations(site=where).get(pk=row.pk)
    (now,) = queries.advised([row], site=where, at=AT + 1.5 * HOUR)
    assert (now.outcome, now.hours) == (None, 24)
    (some,) = queries.advised([row], site=where, at=AT + 9 * HOUR)
    assert (some.outcome.hours, some.outcome.is_final) == (8, False)
    assert some.outcome.course[1] == [row.with_it] * 8
    (whole,) = queries.advised([row], site=where, at=AT + 99 * HOUR)
    assert whole.outcome.hours == 24
    waiting = Recommendation(state="waiting", made_at=AT, until_at=AT + 24 * HOUR)
    (open_one,) = queries.advised([waiting], site=where, at=AT + 9 * HOUR)
    assert open_one.outcome is None


@pytest.mark.parametrize("done", [True, False])
def test_of_discharges_brought_forward_who_left_is_counted_beside_what_was_told(done):
    where = hospital(weeks=2, until=AT + 30 * HOUR)
    unit = Unit.objects.get(code="W1")
    places.declare_beds(unit=unit, beds=9, physical=13, by="test", at=AT - 99 * HOUR)
    inputs = {
        "by": 3, "hours": 15, "slot": AT.isoformat(), "left_without": 1.0, "left_with": 99.0,
        "left_at": (AT + 8 * HOUR).isoformat(),
    }  # fmt: skip
    row = advised(unit, worst_at=AT + 8 * HOUR, about="discharges", inputs=inputs)
    Recommendation.objects.filter(pk=row.pk).update(
        kind="sooner", beds=2, state="accepted", decided_at=AT, done_at=AT if done else None, **SAID
    )
    row = queries.recommendations(site=where).get(pk=row.pk)
    read = queries.read(site=where, now=to_us(AT + 30 * HOUR))
    found = queries.happened(read, row, by_now=AT + 30 * HOUR)
    gone = Span.objects.filter(unit=unit, ended_at__gt=AT, ended_at__lte=AT + 8 * HOUR)
    asked = [one for one in gone if min(one.requested_at, one.started_at) <= AT]
    assert found.left == len(asked) and found.carried_out is done
    assert (found.staffed == 9).all() and found.giver is None
    if done:  # without it two would have stayed up to three hours longer each
        assert 0 <= found.other.bed_hours - found.short.bed_hours <= 6
    else:
        assert 0 <= found.short.bed_hours - found.other.bed_hours <= 6
    assert queries.outcome_of(row, found, AT + 30 * HOUR).left == found.left


def test_of_a_scanner_open_longer_who_was_begun_and_who_waited_is_counted():
    where = hospital(weeks=2, until=AT + 30 * HOUR)
    unit = Unit.objects.get(code="W1")
    inputs = {
        "stage": "Ward", "slot": AT.isoformat(), "first": 1, "limits": [0] * 12, "more": [1.0] * 12,
        "left_at": (AT + 8 * HOUR).isoformat(), "left_without": 0.0, "left_with": 99.0,
    }  # fmt: skip
    row = advised(unit, worst_at=AT + 8 * HOUR, about="Beds", inputs=inputs)
    said = SAID | {"until_at": AT + 12 * HOUR, "decided_at": AT, "done_at": AT}
    Recommendation.objects.filter(pk=row.pk).update(kind="hours", beds=2, state="accepted", **said)
    row = queries.recommendations(site=where).get(pk=row.pk)
    read = queries.read(site=where, now=to_us(AT + 30 * HOUR))
    found = queries.happened(read, row, by_now=AT + 30 * HOUR)
    begun = Span.objects.filter(unit=unit, started_at__gt=AT, started_at__lte=AT + 8 * HOUR)
    assert (found.left, len(found.needed), found.carried_out) == (begun.count(), 12, True)
    for hour in (1, 6, 12):
        moment = AT + hour * HOUR
        waits = Span.objects.filter(unit=unit, requested_at__lte=moment, started_at__gt=moment)
        assert found.needed[hour - 1] == waits.count()
    assert found.other.bed_hours >= found.short.bed_hours  # fewer had been begun without it
    saved = queries.outcome_of(row, found, AT + 30 * HOUR)
    saved.save()
    (other,) = queries.record_of_promises(site=where, at=AT + 31 * HOUR).others
    assert (other.label, other.in_beds, other.done.n, other.left.n) == ("open longer", False, 1, 0)
