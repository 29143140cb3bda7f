"""The evening of the demonstration: a night is lived through, beds are closed, all is foretold."""

from datetime import timedelta

import pytest
from django.core.management.base import CommandError

from carepath.capacity import actions as capacity
from carepath.demo import actions, policies
from carepath.demo.management import scenes
from carepath.demo.models import Hospital
from carepath.forecasts import actions as forecasts
from carepath.forecasts import queries
from carepath.ingestion.models import Message
from carepath.places.models import OpenBeds
from carepath.ui import clock
from tests.demo.worlds import lived

pytestmark = pytest.mark.django_db


def drive(_seconds):
    """What the portal's processes do meanwhile."""
    actions.step(by="worker:demo", at=clock.now())
    capacity.project_changed(by="test", at=clock.now())
    forecasts.run_due(by="test", at=clock.now())


@pytest.mark.slow
def test_it_ends_in_the_afternoon_after_a_night_that_was_foretold():
    actions.start(seed=1, days=21, at=clock.now(), by="test")
    lived(clock.now(), most=2_000)
    said = []
    scenes.evening(said.append, drive)
    row = Hospital.objects.select_related("site").get()
    now = row.site.time(clock.now())
    assert (now.hour, now.minute) >= (15, 5) and len(said) == 3
    unit, beds = policies.SHORT_OF
    assert OpenBeds.objects.get(unit__code=unit).open_beds == beds
    night = now.replace(hour=2, minute=0)
    (then,) = queries.latest(site=row.site, job="beds", known_at=night, series=unit)
    assert timedelta(0) <= night - then.issued_at < timedelta(minutes=6)
    (last,) = queries.latest(site=row.site, job="beds", known_at=now, series=unit)
    found = queries.outlooks([last])[0]
    assert last.staffed == beds and found.soonest is not None
    assert found.soonest_at.hour >= 15 or found.soonest_at.hour <= 3
    heard = Message.objects.filter(kind="hl7steps").order_by("received_at")
    assert heard.count() > 20 and now - heard.last().received_at < timedelta(minutes=5)


def test_without_a_portal_that_drives_it_it_says_so(monkeypatch):
    with pytest.raises(CommandError, match="start the portal"):
        scenes.evening(print, drive)
