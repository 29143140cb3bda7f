"""A scanner is advised to be open longer by its queue: raised, kept, lapsed, rested."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from carepath.analysis import longer_hours
from carepath.analysis.longer_hours import Queue
from carepath.forecasts import actions, queries
from carepath.forecasts.actions import opening
from carepath.forecasts.actions.opening import Resource
from carepath.forecasts.models import Backtest, Recommendation, Slot
from carepath.frames.advice import SHIPPED
from carepath.places.models import Equipment, Unit
from tests.factories import AT, ben, site
from tests.forecasts.advice import proven_queue

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def scanner():
    """The only scanner of a unit; and a function that tells its queue and asks for advice."""
    where = site("north")
    unit = Unit.objects.create(site=where, code="CT", name="CT")
    row = Equipment.objects.create(site=where, unit=unit, kind="CT scanner", number=3, stage="CT")
    proven_queue(row)
    return row


def queue(waiting=3, asks=3.0, begins=3.0):
    flat = np.ones(12)
    return Queue(waiting, asks * flat, begins * flat, 0.0, 1.5 * flat, (400, 300))


def told(row, hour, now, before=None):
    found = [Resource(row, now, before or now)]
    opening.advise(row.site, found, slot_at=AT + hour * HOUR, at=AT + hour * HOUR)


def test_where_two_laws_fear_a_long_wait_hours_are_advised_with_all_they_promise(scanner):
    told(scanner, 0, queue(), queue(0, asks=0.5))
    assert not Recommendation.objects.exists()  # an hour ago nobody feared it
    told(scanner, 1, queue())
    row = Recommendation.objects.get()
    assert (row.kind, row.about, row.unit, row.staffed) == ("hours", "CT scanner", scanner.unit, 3)
    assert 1 <= row.beds <= SHIPPED.longer_h
    limits = np.array(row.inputs["limits"])
    now, longer = (longer_hours.law(one) for one in (queue(), queue().with_hours(row.beds)))
    assert row.before == pytest.approx(float(now.beyond(limits)[1:].max()))
    assert row.before >= SHIPPED.raises
    assert row.after == pytest.approx(float(longer.beyond(limits)[1:].max()))
    assert row.after <= row.before
    assert row.before_low <= row.before <= row.before_high
    assert row.after_low <= row.after <= row.after_high
    assert row.lacks_before - row.lacks_after >= row.beds  # an hour of waiting for each hour
    assert row.staff_hours == row.beds * SHIPPED.hour_staff and row.bed_hours == 0
    assert row.inputs["left_with"] > row.inputs["left_without"]
    said = {(one["kind"], one["beds"]): one["why"] for one in row.considered}
    assert said["hours", row.beds] == "chosen" and said["nothing", 0] == "idle"


@pytest.mark.parametrize("said", [{"skill": False}, {"came": 0}, {"target": 2}, None])
def test_what_was_not_told_better_than_by_a_simple_rule_is_not_advised(scanner, said):
    Backtest.objects.all().delete()
    Slot.objects.all().delete()
    if said is not None:  # else nobody judged it
        proven_queue(scanner, **said)
    told(scanner, 0, queue(12))
    assert not Recommendation.objects.exists()


def test_where_a_long_wait_is_certain_hours_are_advised_that_make_it_shorter(scanner):
    told(scanner, 0, queue(12))
    row = Recommendation.objects.get()
    assert row.before > 0.99 and row.short_after < row.short_before - 1


def test_it_stays_while_it_is_feared_lapses_and_rests(scanner):
    told(scanner, 0, queue())
    told(scanner, 1, queue(12))
    row = Recommendation.objects.get()
    assert (row.state, row.made_at, row.inputs["waiting"]) == ("waiting", AT + HOUR, 12)
    told(scanner, 2, queue(0, asks=0.2))
    row.refresh_from_db()
    assert row.state == "lapsed" and "no longer" in row.reason
    told(scanner, 3, queue())
    assert Recommendation.objects.count() == 1
    told(scanner, 3 + SHIPPED.cool_h, queue())
    assert Recommendation.objects.count() == 2


def test_once_accepted_it_rests_for_a_day_and_who_drives_the_hospital_carries_it_out(scanner):
    scanner.site.synthetic = True
    scanner.site.save()
    told(scanner, 0, queue())
    row = Recommendation.objects.get()
    actions.decide(recommendation=row, to="accepted", reason="a list is free", by=ben(), at=AT)
    told(scanner, 12, queue())
    assert Recommendation.objects.count() == 1
    assert queries.last_of_resources(site=scanner.site) == {(scanner.unit_id, "CT scanner"): row}


def test_where_the_limits_say_never_or_no_hour_spares_enough_nothing_is_advised(scanner):
    slow = replace(queue(), more=np.zeros(12))
    told(scanner, 0, slow)
    assert not Recommendation.objects.exists()
