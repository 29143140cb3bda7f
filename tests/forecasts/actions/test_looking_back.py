"""What happened is looked at once, when it is over and known, whatever the clock does."""

from datetime import timedelta

import pytest

from carepath.forecasts import actions
from carepath.forecasts.actions import looking_back
from carepath.forecasts.models import Outcome, Recommendation, Slot
from carepath.journeys.models import Span
from carepath.places import actions as places
from carepath.places.models import Unit
from tests.factories import AT, ben
from tests.forecasts.advice import HOUR, decided, open_all, run, short_of_beds

pytestmark = pytest.mark.django_db


def needed_by_hand(unit, end):
    """Whoever asked for a bed of the unit by a moment and had not left: spans, one by one."""
    found = 0
    for span in Span.objects.filter(unit=unit):
        began = min(span.requested_at or span.started_at or end, span.started_at or end)
        found += began <= end and (span.ended_at is None or span.ended_at > end)
    return found


def test_it_is_looked_at_once_when_it_is_over():
    short_of_beds()
    row = decided()
    open_all(row)
    run(25)
    assert not Outcome.objects.exists()  # of its last hour somebody may still tell
    run(26)
    run(27)
    kept = Outcome.objects.get()
    assert (kept.recommendation_id, kept.carried_out, kept.hours) == (row.pk, True, 24)
    assert kept.since_at == AT + HOUR and kept.until_at == AT + 25 * HOUR
    needed, staffed = kept.course
    ends = [AT + (hour + 2) * HOUR for hour in range(24)]
    assert needed == [needed_by_hand(row.unit, end) for end in ends]
    assert staffed == [row.with_it] * 24
    missing = [max(0, need - beds) for need, beds in zip(needed, staffed, strict=True)]
    other = [max(0, need - 1) for need in needed]
    assert (kept.largest, kept.bed_hours) == (max(missing), sum(missing))
    assert kept.short_hours == sum(one > 0 for one in missing)
    assert (kept.other_largest, kept.other_bed_hours) == (max(other), sum(other))
    assert kept.other_hours == sum(one > 0 for one in other) > 0
    worst = ends.index(row.after_at)
    assert kept.fell_short == (missing[worst] > 0)


def test_what_was_rejected_tells_what_came_without_it():
    short_of_beds()
    row = decided("rejected")
    run(26)
    kept = Outcome.objects.get(recommendation=row)
    needed, staffed = kept.course
    assert not kept.carried_out and staffed == [1] * 24
    assert kept.bed_hours == sum(max(0, need - 1) for need in needed) > 0
    assert kept.other_bed_hours == sum(max(0, need - row.with_it) for need in needed)


def test_accepted_and_not_done_is_no_promise_kept():
    short_of_beds()
    decided()
    run(26)
    assert not Outcome.objects.get().carried_out


def test_after_a_jump_what_is_over_is_judged_with_the_beds_of_each_hour():
    """An invented hospital: its clock jumps twice, what is real time hardly moves."""
    where = short_of_beds(synthetic=True)
    run(0)
    run(1)
    row = Recommendation.objects.select_related("site", "unit").get()
    actions.decide(recommendation=row, to="accepted", reason="yes", by=ben(), at=AT + HOUR)
    real = AT + HOUR + timedelta(minutes=1)
    assert actions.obey(site=where, by="worker:demo", at=real) == 1
    for shown, beds in ((AT + 9 * HOUR, 14), (AT + 27 * HOUR, 3)):
        where.refresh_from_db()
        places.set_clock(site=where, shown=shown, rate=1, by="test", at=real)
        unit = Unit.objects.get(code="W2")
        places.set_open_beds(unit=unit, beds=beds, by="test", at=real, reason="so")
        where.refresh_from_db()
        actions.ask_now(site=where, by="test", at=real)
        while actions.run_due(by="test", at=real):
            pass
        real += timedelta(minutes=1)
    kept = Outcome.objects.get()
    row.refresh_from_db()
    assert kept.recommendation_id == row.pk
    assert kept.course[1] == [row.with_it] * 7 + [14] * 17  # what came later does not count


def test_what_nobody_knows_yet_waits():
    where = short_of_beds(later=20 * HOUR)
    decided()
    slot = Slot(job="beds", site=where, slot_at=AT + 26 * HOUR)
    assert looking_back.outcomes(slot) == []
