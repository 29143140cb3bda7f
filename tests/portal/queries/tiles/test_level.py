"""The tile of the level: what gives most points, and that it is unknown when it is."""

from datetime import timedelta

import pytest

from tests.capacity.waiting import AT
from tests.factories import ben
from tests.outcomes import worlds
from tests.outcomes.queries.test_pressures import busy
from tests.portal.tiled import shown

pytestmark = pytest.mark.django_db


def test_the_level_is_first_with_what_gives_most_points_and_unknown_when_it_is():
    north, manager = busy(), ben()
    worlds.scored(AT)
    found = shown(manager, north, hours=0.1)
    assert list(found)[0] == "level"
    assert (found["level"].said.value, found["level"].said.detail) == ("1", "9 points")
    assert found["level"].said.lines[0] == ("Share that left within 4 hours, last 24 hours", "+4")
    worlds.scored(AT + timedelta(hours=4))
    assert shown(manager, north, hours=4).get("level").said.detail == "level 1 at least"
    assert shown(manager, north, hours=5).get("level").said.detail == "nothing was scored lately"
