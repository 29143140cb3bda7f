"""Numbers of beds, stays, moves and queues open to their patients."""

from datetime import timedelta

import pytest

from carepath.capacity import queries
from carepath.capacity.queries.proofs import beds
from tests.capacity.small import hospital
from tests.factories import AT, nora

pytestmark = pytest.mark.django_db
NOON = AT + timedelta(minutes=120)
EXPECTED = {
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
    found = queries.record(site=hospital(), by=nora(), at=NOON)
    assert set(EXPECTED) == set(beds.PROOFS)
    for key, expected in EXPECTED.items():
        days = 7 if key in WEEK else 1
        with django_assert_max_num_queries(12):
            proof = queries.proof(key, found, days=days, stage="Ward stay")
        told = [one.value for one in proof.samples]
        assert (proof.figures[0][1], proof.n, proof.of, told) == expected, key
        assert proof.what and proof.days in (0, days)
    alone = queries.proof("queue_wait", found, days=1, stage="Emergency stay")
    assert (alone.n, [one.value for one in alone.samples]) == (2, ["5 min", "5 min"])
