"""What numbers open to: the page's own value, and journeys that recompute to it."""

from datetime import timedelta

import pytest

from carepath.capacity import queries
from carepath.frames.definitions import REGISTER
from carepath.journeys import queries as journeys
from tests.capacity.small import hospital
from tests.factories import AT, nora

pytestmark = pytest.mark.django_db
NOON = AT + timedelta(minutes=120)


def test_what_is_proven_is_shown_by_a_capacity_page():
    assert len(queries.PROVEN) == 22
    assert all(REGISTER[key].page.startswith("capacity:") for key in queries.PROVEN)


def test_a_number_without_journeys_or_stage_has_no_proof():
    found = queries.record(site=hospital(), by=nora(), at=NOON)
    for key in ("bed_occupancy", "diversions", "queue_check", "journeys"):
        assert queries.proof(key, found, days=1) is None
    assert queries.proof("queue_length", found, days=1, stage="Nothing") is None


def test_a_sample_recomputes_alone():
    found = queries.record(site=hospital(), by=nora(), at=NOON)
    proof = queries.proof("long_stays", found, days=1)
    for one in proof.samples:
        spans = journeys.spans_of(one.journey)
        assert spans.n_journeys == 1
        began = timedelta(microseconds=found.at - int(spans.start.min()))
        assert one.value == f"{began.days} d {began.seconds // 3600} h"
    assert [one.tail for one in proof.samples] == [True, True]
