from datetime import timedelta

import pytest

from carepath.demo import actions, queries
from carepath.demo.models import Applied, Hospital
from carepath.demo.policies import HAPPENINGS
from carepath.frames.moments import HOUR
from tests.demo.worlds import a_hospital
from tests.factories import AT

pytestmark = pytest.mark.django_db


def later(**passed):
    return AT + timedelta(**passed)


def test_without_a_hospital_there_is_no_status():
    assert queries.status(at=AT) is None
    assert not queries.is_there()


def test_a_living_hospital_shows_its_clock_and_how_far_it_lags():
    a_hospital()
    actions.set_rate(rate=60, by="test", at=AT)
    found = queries.status(at=later(seconds=2))
    assert queries.is_there()
    assert (found.live, found.rate, found.behind_s) == (True, 60, 120)
    assert found.shown_now == later(minutes=2)
    assert (found.done, found.left_s) == (1.0, None)


def test_building_tells_how_much_is_done_and_left():
    a_hospital(Hospital.Phase.BUILDING, target_at=AT, began_at=AT, done=0.25)
    found = queries.status(at=later(seconds=10))
    assert (found.phase, found.done, found.left_s) == ("building", 0.25, 30)
    Hospital.objects.update(done=0)
    assert queries.status(at=later(seconds=10)).left_s is None


def test_each_happening_says_until_when_it_is_under_way():
    row = a_hospital()
    asked = {"hospital": row, "asked_at": AT, "asked_by": "test", "kind": "x"}
    Applied.objects.create(**asked, what="ct_down", position=1, at=AT, lasts_us=2 * HOUR)
    Applied.objects.create(**asked, what="flu_week")
    now = {one.what: one for one in queries.status(at=later(hours=1)).happenings}
    assert list(now) == list(HAPPENINGS)
    assert now["ct_down"].until == later(hours=2)
    assert now["flu_week"].asked and now["flu_week"].until is None
    assert not now["casualties"].asked
    over = {one.what: one for one in queries.status(at=later(hours=2)).happenings}
    assert over["ct_down"].until is None
