"""What the first page asks of a site, each thing once."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from carepath.capacity import queries as capacity
from carepath.outcomes.models import Alert, Score
from carepath.places.models import Site
from carepath.portal.queries import Ground
from tests.capacity.actions.test_projecting import feed, send
from tests.factories import AT, ben
from tests.factories import site as a_site
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db
SCORED = {"level": 1, "shown": 1, "least": 1, "total": 2}


def test_each_thing_is_asked_once_and_the_day_is_that_of_the_site(django_assert_num_queries):
    source = feed()
    send(source, adt("A01", 0, "W1", bed="B1"))
    Site.objects.update(timezone="Europe/Amsterdam")
    site = Site.objects.get()
    ground = Ground(site, ben(), AT + timedelta(hours=1), AT)
    assert ground.midnight == datetime(2026, 3, 2, tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert [one.unit.code for one in ground.units] == ["W1"]
    assert (ground.in_force, dict(ground.in_flight), ground.waiting) == (0, {}, [])
    assert ground.heard_at - AT < timedelta(minutes=1)
    assert ground.since(AT) == 3_600_000_000
    with django_assert_num_queries(0):
        assert ground.units and ground.feeds and ground.silent == []


def test_another_moment_is_asked_as_it_was_and_what_is_of_now_alone_is_nothing():
    source, who = feed(), ben()
    send(source, adt("A01", 0, "W1", visit="V1", bed="B1"))
    send(source, adt("A03", 30, "W1", visit="V1", bed="B1"))
    site, soon = source.site, AT + timedelta(seconds=30)

    def then(minute, known_at=None):
        return Ground(site, who, AT + timedelta(minutes=minute), AT, True, known_at)

    assert [one.occupied for one in then(10).units + then(40).units] == [1, 0]
    for minute in (10, 40):
        for known_at in (None, soon):
            ground = then(minute, known_at)
            lying = capacity.inpatients(ground.record)
            assert len(lying) == sum(one.occupied for one in ground.units) == (minute == 10)
    assert (then(10).feeds, then(10).silent, then(10).pack_age, then(10).in_flight) == (
        [], [], None, {},
    )  # fmt: skip
    assert then(10).heard_at == AT + timedelta(minutes=10)
    assert then(10).address == {"site": site.slug, "at": "2026-03-02T10:10"}
    assert then(10, AT).address["known_at"] == "2026-03-02T10:00"
    assert Ground(site, who, AT).address == {"site": site.slug}


def test_alerts_advice_and_level_of_another_moment_are_those_of_then():
    north = a_site()
    Score.objects.create(site=north, since_at=AT, seen_at=AT + timedelta(minutes=9), **SCORED)
    Score.objects.create(
        site=north, since_at=AT + timedelta(minutes=10), seen_at=AT + timedelta(hours=1),
        **SCORED | {"level": 3, "shown": 3, "least": 3},
    )  # fmt: skip
    said = {"rules": "x", "rule": {}, "since_at": AT, "value": 1, "worst": 1}
    said |= {"acknowledged_at": AT + timedelta(minutes=20), "acknowledged_by": "x"}
    Alert.objects.create(site=north, parameter="waiting", raised_at=AT, **said)
    who = ben()
    found = {
        minute: Ground(north, who, AT + timedelta(minutes=minute), AT, True)
        for minute in (-1, 5, 15, 25)
    }
    assert [one.level.level for one in found.values()] == [0, 1, 3, 3]
    assert [len(one.unanswered) for one in found.values()] == [0, 1, 1, 0]
    assert Ground(north, who, AT + timedelta(minutes=5)).unanswered == []
