"""A replay of a hospital with beds and without."""

import pytest

from carepath.frames.escalation import SHIPPED
from carepath.outcomes import queries
from tests.outcomes import worlds
from tests.outcomes.queries.test_pressures import busy
from tests.outcomes.worlds import AT

pytestmark = pytest.mark.django_db


def test_each_moment_of_a_day_is_scored_and_the_last_is_now():
    north = busy()
    (found,) = queries.replay(site=north, each=[SHIPPED], at=AT, days=1)
    assert len(found.level) == 289
    assert found.level[-1] == queries.now(site=north, rules=SHIPPED, at=AT).score.level == 1
    assert found.spent.hours[0] == (found.level == 0).sum() / 12
    assert found.told == len(found.alerts)


def test_without_beds_every_moment_is_unknown():
    (found,) = queries.replay(site=worlds.site("bare"), each=[SHIPPED], at=AT, days=1)
    assert set(found.level.tolist()) == {0} and not found.alerts
