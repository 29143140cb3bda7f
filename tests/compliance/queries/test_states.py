"""States: what does not hold first, the worst of each day, one query more for no control."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from carepath.compliance import queries
from carepath.compliance.models import Run
from carepath.compliance.queries import CONTROLS
from tests.factories import AT

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Europe/Amsterdam")


def ran(control, outcome, days=0.0):
    at = AT - timedelta(days=days)
    return Run.objects.create(control=control, ran_at=at, ran_by="t", outcome=outcome, looked_at=1)


def test_what_fails_comes_first_and_the_severe_before():
    for name in CONTROLS:
        ran(name, "passed")
    ran("access.tokens", "failed")
    ran("access.two-people-grant", "could not be run")
    found = queries.states(at=AT, zone=ZONE)
    assert [one.control.id for one in found[:2]] == ["access.two-people-grant", "access.tokens"]
    assert [one.holds for one in found] == [False, False] + [True] * (len(CONTROLS) - 2)


def test_a_day_shows_its_worst():
    ran("access.tokens", "failed", days=2)
    ran("access.tokens", "passed", days=2)
    ran("access.tokens", "not applicable", days=1)
    ran("access.tokens", "passed")
    (found,) = [o for o in queries.states(at=AT, zone=ZONE) if o.control.id == "access.tokens"]
    assert [day.outcome for day in found.days[-4:]] == ["", "failed", "not applicable", "passed"]
    assert len(found.days) == queries.DAYS
    assert found.last.outcome == "passed"


def test_one_never_run_does_not_hold(django_assert_num_queries):
    with django_assert_num_queries(2):
        found = queries.states(at=AT, zone=ZONE)
    assert not any(one.holds for one in found)


def test_runs_since_a_day_oldest_first():
    old, new = ran("access.tokens", "passed", days=40), ran("access.tokens", "passed")
    assert list(queries.exported(since=AT - timedelta(days=50))) == [old, new]
    assert list(queries.exported(since=AT - timedelta(days=5))) == [new]
    assert queries.last_ran() == AT
