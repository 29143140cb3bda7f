"""What would have been told at a past hour is what its forecasts say, by the same maths."""

from datetime import timedelta

import pytest
from django.db.models import Q

from carepath.analysis import level_ahead
from carepath.analysis.level_ahead import Need
from carepath.capacity.models import Request
from carepath.forecasts.actions import telling
from carepath.forecasts.models import Slot
from carepath.forecasts.queries import Told
from carepath.frames.escalation import Bands
from carepath.journeys.models import Span
from carepath.outcomes import queries
from tests.factories import AT
from tests.forecasts.worlds import BEDS, hospital
from tests.outcomes.actions.test_alerts import hold

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
BANDS = {"waiting": Bands((1, 3), (0, 2, 4)), "silent_feeds": Bands((1,), (0, 2))}


def asking(**fields):
    """The hospital, with the requests of its wards, whose level is how many wait for a bed."""
    where = hospital(**fields)
    spans = Span.objects.filter(unit__code__in=BEDS)
    Request.objects.bulk_create(
        Request(span=one, journey_id=one.journey_id, unit_id=one.unit_id,
                asked_at=one.requested_at, ended_at=one.started_at)
        for one in spans
    )  # fmt: skip
    hold(where, bands=BANDS, cuts=(1, 3, 5), stale_min=24 * 60)
    return where


def level_at(moment):
    """The level by counting who waits, and nothing else."""
    open_ = Q(started_at__isnull=True) | Q(started_at__gt=moment)
    waits = Span.objects.filter(open_, unit__code__in=BEDS, requested_at__lte=moment).count()
    return 1 if waits == 0 else 2 if waits < 3 else 3


def test_it_is_what_was_foretold_and_what_came():
    where, then = asking(), AT - 30 * HOUR
    found = queries.retold(site=where, slot_at=then, today=AT)
    assert [one.hours for one in found] == [8, 24]
    slot = Slot(site=where, job="beds", slot_at=then)
    rows = [row for row in telling.beds(slot, then)[0] if row.series]
    for one in found:
        needs = []
        for row in rows:
            waits = row.facts["waiting"]
            lie = row.facts["present"] - waits
            kept = min(waits, max(BEDS[row.series] - lie, 0))
            needs.append(Need(Told(row).demand.pmf[one.hours - 1], BEDS[row.series], kept))
        rules = queries.standard(where).rules
        expected = level_ahead.ahead(rules, {"silent_feeds": 0}, needs, [])
        assert one.chances == pytest.approx(expected.chances, abs=1e-3)  # laws are kept rounded
        assert one.now == level_at(then)
        assert one.came == level_at(then + one.hours * HOUR)


def test_before_anything_was_known_nothing_would_have_been_told():
    where = asking(weeks=1)
    assert queries.retold(site=where, slot_at=AT - timedelta(days=9), today=AT) == []
