"""Which sites have a level, and the scores of one."""

import pytest

from carepath.outcomes import queries
from tests.outcomes import worlds
from tests.outcomes.queries.test_pressures import busy
from tests.outcomes.worlds import AT, MINUTE

pytestmark = pytest.mark.django_db


def test_before_the_first_look_there_is_none():
    north = worlds.hospital()
    assert queries.scored_sites() == [north]
    assert queries.latest_score(north) is None
    assert not queries.scores(site=north).exists()
    found = queries.level_now(site=north, at=AT)
    assert (found.level, found.score, found.stale) == (0, None, True)


def test_a_score_that_is_not_fresh_is_no_level_now():
    north = busy()
    worlds.scored(AT)
    assert queries.level_now(site=north, at=AT + 15 * MINUTE).level == 1
    late = queries.level_now(site=north, at=AT + 16 * MINUTE)
    assert (late.level, late.stale, late.score.level) == (0, True, 1)
