"""Numbers of the emergency department open to their patients."""

from datetime import timedelta

import pytest

from carepath.capacity import queries
from carepath.capacity.queries.proofs import emergency
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
}
"""Key -> the number in words, n, of, and what its journeys say, the shortest first."""


def test_each_number_with_the_journeys_that_make_it(django_assert_max_num_queries):
    found = queries.record(site=hospital(), by=nora(), at=NOON)
    assert set(EXPECTED) == set(emergency.PROOFS)
    for key, expected in EXPECTED.items():
        days = 1
        with django_assert_max_num_queries(12):
            proof = queries.proof(key, found, days=days, stage="Ward stay")
        told = [one.value for one in proof.samples]
        assert (proof.figures[0][1], proof.n, proof.of, told) == expected, key
        assert proof.what and proof.days in (0, days)
