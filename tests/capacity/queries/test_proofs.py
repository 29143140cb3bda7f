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
EXPECTED = {
    "ed_patients": ("3", 3, 3, ["20 min", "2 h", "15 h"]),
    "ed_occupancy": ("100 %", 3, 3, ["20 min", "2 h", "15 h"]),
    "nedocs": ("at least 168", 3, 3, ["20 min", "2 h", "15 h"]),
    "ed_longest": ("15 h", 3, 3, ["20 min", "2 h", "15 h"]),
    "ed_within_4h": ("67 %", 3, 5, ["50 min", "4 h", "15 h"]),
    "ed_12h_from_decision": ("0", 0, 5, []),
    "ed_12h_from_arrival": ("1", 3, 5, ["50 min", "4 h", "15 h"]),
    "door_to_doctor": ("50 min", 3, 5, ["30 min", "50 min", "2 h"]),
    "left_unseen": ("20 %", 5, 5, ["50 min"]),
    "boarders": ("1", 1, 3, ["1 h"]),
    "boarding_time": ("–", 0, 0, []),
    "intensive_beds": ("1", 1, 2, ["2 d 2 h"]),
    "step_down_waits": ("1", 1, 3, ["3 h"]),
    "intensive_waits": ("0", 0, 3, []),
    "bed_waits": ("3", 3, 3, ["15 min", "1 h", "3 h"]),
    "long_stays": ("2", 2, 3, ["10 d 2 h", "25 d 2 h"]),
    "delayed_discharges": ("1", 1, 3, ["1 d 2 h"]),
    "queue_length": ("2", 2, 2, ["1 h", "3 h"]),
    "queue_wait": ("–", 0, 0, []),
    "length_of_stay": ("8 d", 1, 1, ["8 d"]),
    "discharges": ("0.1", 1, 1, ["8 d"]),
    "discharge_time": ("10 h", 1, 1, ["10 h"]),
}
"""Key -> the number in words, n, of, and what its journeys say, the shortest first."""
WEEK = ("length_of_stay", "discharges", "discharge_time")


def test_each_number_with_the_journeys_that_make_it(django_assert_max_num_queries):
    site = hospital()
    found = queries.record(site=site, by=nora(), at=NOON)
    assert set(EXPECTED) == queries.PROVEN
    for key, (text, n, of, values) in EXPECTED.items():
        assert REGISTER[key].page.startswith("capacity:")
        days = 7 if key in WEEK else 1
        with django_assert_max_num_queries(12):
            proof = queries.proof(key, found, days=days, stage="Ward stay")
        told = [one.value for one in proof.samples]
        assert (proof.figures[0][1], proof.n, proof.of, told) == (text, n, of, values), key
        assert proof.what and proof.days in (0, days)
    alone = queries.proof("queue_wait", found, days=1, stage="Emergency stay")
    assert (alone.n, [one.value for one in alone.samples]) == (2, ["5 min", "5 min"])


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
