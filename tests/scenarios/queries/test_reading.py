"""What a model is made of, beside the journeys it was read from."""

from datetime import timedelta

import numpy as np
import pytest

from carepath.capacity.models import Holding
from carepath.journeys.models import ChangeClock, Journey, Span
from carepath.places import actions as places
from carepath.places.models import Bed, Unit
from carepath.scenarios import queries
from carepath.scenarios.queries import reading
from carepath.simulator import flow
from tests.factories import AT, site
from tests.scenarios.worlds import CT, HOUR, hospital

pytestmark = pytest.mark.django_db(databases="__all__")
AMSTERDAM = timedelta(hours=1)  # in winter


def read(where, at=AT):
    return queries.read(site=where, at=at)


def wall(moment):
    """Hours on the wall since a Monday long ago, counted by the calendar alone."""
    return (moment + AMSTERDAM).replace(tzinfo=None) - reading.MONDAY


def left_lately():
    """Two stays that were over by the last whole week."""
    over = Span.objects.filter(stage__name="Ward", ended_at__lt=AT - timedelta(days=2))
    return list(over.order_by("-ended_at")[:2])


def changed():
    """What the portal knows of journeys has changed."""
    ChangeClock.objects.update(value=99)
    Journey.objects.update(change=99)


def test_it_is_the_whole_weeks_and_everything_in_them():
    where = hospital(weeks=5)
    found = read(where)
    history = found.history
    assert history.weeks == found.counts["weeks"] == 4 and history.until % 168 == 0
    assert (found.until - found.since).days == 28
    assert found.until.isoformat()[:16] == "2026-03-02T00:00"
    low, high = found.since, found.until
    emergency = Span.objects.filter(stage__name="ED", started_at__gte=low, started_at__lt=high)
    assert len(history.visits.case) == emergency.count() == found.counts["visits"]
    first = emergency.order_by("started_at").first()
    assert history.visits.arrived.min() == pytest.approx(wall(first.started_at) / HOUR)
    stays = Span.objects.filter(stage__name="Ward", requested_at__lt=high)
    touching = [one for one in stays if one.ended_at is None or one.ended_at > low]
    assert len(history.stays.case) == len(touching) == found.counts["stays"]
    asked = Span.objects.filter(stage__name="Ward", requested_at__gte=low)
    admitted = set(asked.values_list("journey", flat=True))
    assert history.visits.admitted.sum() == len(
        admitted & set(emergency.values_list("journey", flat=True))
    )
    scans = Span.objects.filter(stage__name=CT, requested_at__gte=low, requested_at__lt=high)
    assert len(history.scans.case) == scans.count() > 50
    assert (history.stations, history.units) == ((CT,), ("W1", "W2"))
    assert history.staffed[:, 0].tolist() == [13, 6]
    night = history.servers[0].reshape(7, 24)[:, :6]
    assert night.sum() == 0 and 1 <= history.servers.max() <= 2


def test_a_stay_says_when_the_bed_was_asked_for_reached_and_left():
    where = hospital(weeks=5)
    span = left_lately()[0]
    history = read(where).history
    moments = (span.requested_at, span.started_at, span.ended_at)
    asked, entered, left = (wall(moment) / HOUR for moment in moments)
    row = np.flatnonzero(np.isclose(history.stays.entered, entered, rtol=0, atol=1e-6))
    assert len(row) == 1
    assert history.stays.requested[row[0]] == pytest.approx(asked)
    assert history.stays.left[row[0]] == pytest.approx(left)
    case = np.flatnonzero(history.visits.case == history.stays.case[row[0]])
    assert len(case) == 1 and history.visits.admitted[case[0]]
    assert history.visits.decided[case[0]] <= history.visits.left[case[0]]


def test_nothing_later_than_the_moment_is_known():
    where = hospital(weeks=6)
    earlier = AT - timedelta(days=7)
    history = read(where, earlier).history
    known = wall(earlier) / HOUR
    columns = (
        history.visits.arrived, history.visits.left, history.stays.requested,
        history.stays.entered, history.stays.left, history.scans.ended,
    )  # fmt: skip
    assert all(np.nanmax(column) <= known for column in columns)
    assert history.until <= known < history.until + 168


def test_the_same_record_has_the_same_fingerprint_and_another_one_another():
    where = hospital(weeks=5)
    first = read(where)
    assert read(where).fingerprint == first.fingerprint and len(first.fingerprint) == 64
    span = left_lately()[0]
    Span.objects.filter(pk=span.pk).update(ended_at=span.ended_at - timedelta(minutes=3))
    changed()
    assert read(where).fingerprint != first.fingerprint


def test_what_cannot_be_used_is_left_out_and_counted():
    where = hospital(weeks=5)
    before = read(where).counts
    empty, unasked = left_lately()
    Span.objects.filter(pk=empty.pk).update(ended_at=empty.started_at)
    Span.objects.filter(pk=unasked.pk).update(requested_at=None)
    changed()
    counts = read(where).counts
    assert counts["left_out"] == {"no_time_in_bed": 1, "request_unknown": 1}
    assert counts["stays"] == before["stays"] - 1


def test_units_stand_in_for_each_other_where_their_beds_are_of_one_specialty():
    where = hospital(weeks=4)
    units = list(Unit.objects.filter(site=where, code__in=["W1", "W2"]).order_by("code"))
    assert reading.groups(units) == ()
    Bed.objects.filter(unit__in=units).update(specialty="general")
    assert reading.groups(units) == ((0, 1),)
    Bed.objects.filter(code="W2-1").update(care="high")
    assert reading.groups(units) == ()
    Bed.objects.filter(code="W2-1").update(care="ward", specialty="other")
    assert reading.groups(units) == ()


def test_the_staffed_beds_are_those_people_entered():
    where = hospital(weeks=4)
    unit = Unit.objects.get(site=where, code="W2")
    places.declare_beds(unit=unit, beds=5, physical=6, by="test", at=AT)
    assert [(one.code, n) for one, n in queries.wards(site=where, at=AT)] == [("W1", 13), ("W2", 5)]
    assert read(where).history.staffed[1].tolist() == [5] * 168


def test_a_change_of_beds_within_a_unit_is_none():
    case, unit = np.array([1, 1, 1, 2]), np.array([0, 0, 1, 0])
    asked, entered = np.array([0.0, 5, 8, 3]), np.array([1.0, 5, 9, np.nan])
    left = np.array([5.0, 9, np.nan, np.nan])
    found = reading.one_a_unit(case, unit, asked, entered, left, np.array([5, 6, 7, -1]))
    assert found.bed.tolist() == [-1, 7, -1]
    assert found.case.tolist() == [1, 1, 2] and found.unit.tolist() == [0, 1, 0]
    assert found.entered[:2].tolist() == [1, 9] and found.left[0] == 9
    assert np.isnan(found.left[1:]).all() and np.isnan(found.entered[2])
    none = np.empty(0)
    empty = none.astype(int)
    assert len(reading.one_a_unit(empty, empty, none, none, none, empty).case) == 0


def test_the_bed_of_a_stay_is_known_where_somebody_held_one():
    where = hospital(weeks=5)
    span = left_lately()[0]
    bed = Bed.objects.filter(unit=span.unit).first()
    Holding.objects.create(
        bed=bed, journey=span.journey, since=span.started_at, until=span.ended_at
    )
    stays = read(where).history.stays
    row = np.flatnonzero(stays.bed >= 0)
    assert stays.bed[row].tolist() == [bed.pk]
    assert stays.entered[row[0]] == pytest.approx(wall(span.started_at) / HOUR)


def test_a_unit_in_which_hardly_anybody_lay_is_left_out():
    where = hospital(weeks=10)
    unit = Unit.objects.create(site=where, code="W9", name="Attic")
    Bed.objects.create(unit=unit, code="1", confirmed=True)
    found = read(where)
    assert found.history.units == ("W1", "W2") and found.counts["left_out"]["quiet_units"] == 1
    some = Span.objects.filter(stage__name="Ward", ended_at__gt=AT - timedelta(days=21))
    Span.objects.filter(pk__in=some.filter(ended_at__isnull=False)[:40]).update(unit=unit)
    changed()
    again = read(where)  # all of them in the weeks that are held out
    assert again.history.units == ("W1", "W2")
    flow.hold_out(again.history)


def test_too_little_is_no_history():
    with pytest.raises(queries.TooLittle, match="staffed bed"):
        read(site("empty"))
    with pytest.raises(queries.TooLittle, match="at least 3; 2 are known"):
        read(hospital(weeks=3))
    where = hospital(weeks=5, slug="west")
    Bed.objects.filter(unit__site=where, care="emergency").delete()
    with pytest.raises(queries.TooLittle, match="Nobody came to the emergency department"):
        read(where)
    Bed.objects.filter(unit__site=where).exclude(unit__code="W2").delete()
    Span.objects.filter(stage__name="Ward", unit__site=where).update(unit=None)
    changed()
    with pytest.raises(queries.TooLittle, match="In no unit 20 stays ended"):
        read(where)


def test_a_model_can_be_made_of_it_and_without_stations_too():
    model = flow.calibrate(read(hospital(weeks=5, scans=False)).history)
    assert model.units == ("W1", "W2") and model.stations == ()
