"""Which sites have a level, and the scores of one."""

import pytest

from carepath.outcomes import queries
from tests.outcomes import worlds

pytestmark = pytest.mark.django_db


def test_before_the_first_look_there_is_none():
    north = worlds.hospital()
    assert queries.scored_sites() == [north]
    assert queries.latest_score(north) is None
    assert not queries.scores(site=north).exists()
