"""What a pack holds, and which packs there are."""

from datetime import UTC, datetime, timedelta

import pytest

from carepath.capacity import actions as capacity
from carepath.reports import queries
from tests.capacity.actions.test_projecting import TWO_IN_ONE, feed, send
from tests.capacity.waiting import AT, a_bed, waits
from tests.factories import ben, site
from tests.journeys.frames import event
from tests.protocols.actions.test_following import follow, happens
from tests.protocols.worlds import active
from tests.reports.folders import packs_in

pytestmark = pytest.mark.django_db


def test_beds_say_who_is_in_them_and_for_whom_they_are_kept():
    source = feed()
    send(source, *TWO_IN_ONE)
    request, bed = waits(source, "V9"), a_bed("B7", source)
    capacity.reserve(request=request, bed=bed, by=ben(), at=AT)
    found = queries.pack(site=source.site, at=AT + timedelta(minutes=25))
    rows = {row.bed: row for row in found.rows}
    assert (rows["B1"].visit, rows["B1"].state) == ("V1, V2", "conflict")
    assert rows["B7"].note == "kept for V9"
    assert [sheet.name for sheet in found.sheets] == ["beds", "requests", "due"]
    assert found.sheets[1].rows[0][0] == "V9"
    assert found.sheets[2].rows == []
    assert [unit[0] for unit in found.units] == ["ED", "W1"]


def test_steps_that_are_due_are_those_of_the_protocols_in_force():
    active()
    happens(event("a", "Sepsis flag", 5, 5))
    follow()
    found = queries.pack(site=site("north"), at=AT + timedelta(minutes=20))
    case, _journey, protocol, step, due = found.sheets[2].rows[0]
    assert (case, due) == ("a", AT + timedelta(minutes=65))
    assert protocol and step
    later = queries.pack(site=site("north"), at=AT + timedelta(minutes=66))
    assert "a" not in {row[0] for row in later.sheets[2].rows if row[-1] == due}


def test_a_slot_is_ten_minutes_and_the_newest_pack_says_which(tmp_path, settings):
    source = feed()
    a_bed("B1", source)
    assert queries.sites_for_packs() == [source.site]
    assert queries.slot(AT + timedelta(minutes=19, seconds=59)) == AT + timedelta(minutes=10)
    settings.DOWNTIME_FOLDER = ""
    assert queries.newest(source.site) is None
    packs_in(tmp_path, settings)
    for name in ("20260302T0940Z", "20260302T0930Z"):
        (tmp_path / f"downtime-{source.site.slug}-{name}.html").touch()
    (tmp_path / f"downtime-{source.site.slug}.html").touch()
    assert queries.newest(source.site) == datetime(2026, 3, 2, 9, 40, tzinfo=UTC)
