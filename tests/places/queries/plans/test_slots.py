"""What a file of slots would do."""

import pytest

from carepath.places.models import Slot
from tests.factories import AT, site
from tests.places.queries.plans.sheets import planned, told
from tests.places.worlds import hana, ward

pytestmark = pytest.mark.django_db
HEAD = "kind,resource,unit,start,minutes,taken"


def test_slots_are_added_compared_and_never_overlap():
    north, who = site(), hana()
    ward()
    known = {"site": north, "kind": "theatre", "resource": "Theatre 1", "minutes": 60}
    Slot.objects.create(starts_at=AT, **known)
    found = planned(
        "slots", north, who, HEAD,
        "theatre,Theatre 1,W1,2026-03-02 10:00,60,yes",
        "theatre,Theatre 1,,2026-03-02 11:00,90,",
        "imaging,CT 1,,2026-03-02 10:30,30,no",
    )  # fmt: skip
    assert not found.faults and len(found.added) == 2
    assert [name for name, _before, _after in found.changed[0].fields] == ["taken", "unit"]
    found = planned(
        "slots", north, who, HEAD,
        "theatre,Theatre 1,,2026-03-02 10:59,60,",
        "theatre,Theatre 2,,2026-03-02 10:00,60,",
        "theatre,Theatre 2,,2026-03-02 10:30,60,",
        "theatre,Theatre 3,W9,2026-03-02 10:30,60,",
        "party,Theatre 3,,2026-03-02 10:30,0,",
    )  # fmt: skip
    assert told(found) == [
        (2, "start", "overlaps_known"), (4, "start", "overlap"), (5, "unit", "unknown_unit"),
        (6, "kind", "choice"), (6, "minutes", "whole"),
    ]  # fmt: skip
    assert found.faults[1].params == {"row": 3}
