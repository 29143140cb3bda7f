"""What the first page asks of a site, each thing once."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from carepath.places.models import Site
from carepath.portal.queries import Ground
from tests.capacity.actions.test_projecting import feed, send
from tests.factories import AT, ben
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db


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
