from datetime import UTC, datetime

import pytest

from carepath.audit.models import Entry
from carepath.demo import actions, policies
from carepath.demo.models import Hospital
from carepath.frames.moments import to_us
from carepath.places.models import Site
from carepath.simulator import stages

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 2, 9, 0, 0, 5, tzinfo=UTC)


def start(at=AT):
    return actions.start(seed=7, at=at, by="setup")


def test_it_begins_with_a_site_a_source_and_sixty_days_to_build():
    row = start()
    assert (row.site.slug, row.site.synthetic, row.site.timezone) == ("demo", True, "Europe/London")
    assert row.source.closing_rule == "end_stages"
    assert tuple(row.source.end_stages) == stages.END_STAGES
    assert row.source.intervals
    assert row.source.targets.count() == len(stages.TARGETS)
    assert {unit.code: unit.name for unit in row.site.units.all()} == stages.UNITS
    found = {stage.name: (stage.phase, stage.confirmed) for stage in row.site.stages.all()}
    assert found == {name: (phase, True) for name, phase in stages.PHASES.items()}
    assert (row.seed, row.phase, row.emitted_until) == (7, "building", row.starts)
    assert row.target_at == AT.replace(microsecond=0)


def test_its_history_begins_at_a_midnight_of_its_own_zone():
    row = start()  # in winter time, while it ends in summer time
    assert policies.HISTORY_DAYS == 60
    assert row.starts == to_us(datetime(2026, 3, 3, tzinfo=UTC))
    Hospital.objects.all().delete()
    later = start(datetime(2026, 8, 2, 9, 0, tzinfo=UTC))
    assert later.starts == to_us(datetime(2026, 6, 2, 23, 0, tzinfo=UTC))


def test_it_begins_once_and_is_written_down():
    assert start() == start(datetime(2026, 6, 2, tzinfo=UTC))
    assert Site.objects.count() == 1
    entry = Entry.objects.get(verb="demo.started")
    assert (entry.actor, entry.site, entry.detail) == ("setup", "demo", {"seed": 7})
