"""How much equipment is used: by what was entered, or by the patients in a stage."""

from datetime import timedelta

import pytest

from carepath.capacity import queries
from carepath.places import actions as places
from tests.factories import AT, nora, site
from tests.journeys.frames import event
from tests.journeys.worlds import declared, record

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def there(*lines, since=AT - timedelta(days=40)):
    places.declare_equipment(site=site(), lines=lines, since=since, by="test", at=AT)


def found(at=AT):
    return {one.row.kind: one for one in queries.equipment(site=site(), by=nora(), at=at)}


def test_use_is_entered_and_grows_stale_or_a_stage_tells_it():
    record(
        declared(), event("A", "CT", -60, 0, -90), event("B", "CT", -30, None, -60),
        event("C", "CT", None, None, -10), event("D", "X-ray", -5, None),
    )  # fmt: skip
    there(("CT scanner", "", 2, "CT"), ("Pump", "", 4, ""), ("Bed scales", "", 1, ""),
          ("Robot", "", 1, "Robotics"))  # fmt: skip
    uses = [("Pump", AT - 30 * HOUR, 4), ("Pump", AT - 10 * HOUR, 1)]
    places.declare_uses(site=site(), lines=uses, by="test", at=AT)
    each = found()
    scanner, pump = each["CT scanner"], each["Pump"]
    assert (scanner.in_use, scanner.free, scanner.waiting, scanner.peak) == (1, 1, 1, 2)
    assert scanner.week.used.sum() == 90 * 60 * 10**6
    assert (pump.in_use, pump.free, pump.peak, pump.told.in_use) == (1, 3, 4, 1)
    assert round(pump.week.share, 4) == round((20 * 4 + 10 * 1) / (30 * 4), 4)
    for kind in ("Bed scales", "Robot"):  # nobody said, no such stage: not known, not 0
        assert (each[kind].in_use, each[kind].free, each[kind].week.share) == (None, None, None)


def test_what_was_said_a_day_ago_is_no_longer_how_it_is():
    there(("Pump", "", 4, ""))
    places.declare_uses(site=site(), lines=[("Pump", AT - 25 * HOUR, 2)], by="test", at=AT)
    pump = found()["Pump"]
    assert (pump.in_use, pump.stale, pump.told.in_use) == (None, True, 2)
    assert queries.equipment(site=site("south"), by=None, at=AT) == []
