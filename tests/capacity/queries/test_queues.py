"""Queues of a site at noon."""

from datetime import timedelta

import pytest

from carepath.capacity import queries
from carepath.frames.moments import HOUR, MINUTE
from tests.capacity.small import hospital
from tests.factories import AT, nora

pytestmark = pytest.mark.django_db


def test_the_queues_of_a_day_most_hours_first_and_page_by_page():
    site = hospital()
    found = queries.record(site=site, by=nora(), at=AT + timedelta(minutes=120)).lately(1)
    every = queries.queues(found, days=1)
    assert {one.stage: (one.now, one.longest, one.there) for one in every} == {
        "Ward stay": (2, 180 * MINUTE, 4 * HOUR),
        "Emergency stay": (1, 15 * MINUTE, (15 + 5 + 5 + 45) * MINUTE),
        "Doctor assessment": (0, None, 18 * MINUTE),
    }
    assert [one.stage for one in every][:2] == ["Ward stay", "Emergency stay"]
    assert all(one.exact for one in every)
    steps = queries.queue_steps(found, "Ward stay")
    assert steps.when([found.at, found.at - 2 * HOUR]).tolist() == [2, 1]
    first = queries.queues_shown(every, size=2)
    assert list(first.items) == every[:2]
    assert list(queries.queues_shown(every, after=first.after, size=2).items) == every[2:]
