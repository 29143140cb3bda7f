"""Files take effect whole or not at all, once, and as they were shown."""

from datetime import timedelta

import pytest

from carepath.audit.models import Entry
from carepath.places import actions, queries
from carepath.places.models import Bed, EquipmentUse, Holiday, Site, Slot, Unit, UnitStaff
from tests.factories import AT
from tests.places.queries.plans.sheets import content
from tests.places.worlds import hana, ward, with_shifts

pytestmark = pytest.mark.django_db
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
FILES = {
    "places": content(
        "site,site name,time zone,unit,unit name,room,bed,care",
        "north,,,W1,Ward One,1,A,ward", "north,,,W1,,1,B,high", "west,West,UTC,C1,Clinic,,,",
    ),
    "staff": content(
        "unit,role,shift,date,present,needed",
        "W1,Nurses,early,2026-03-02,4,6", "W1,Nurses,late,2026-03-02,,6",
    ),
    "equipment": content(
        "kind,unit,number,time,in use", "Ventilator,W1,8,,", "Ventilator,W1,,2026-03-02 10:00,5"
    ),
    "holidays": content("date,name", "2026-12-25,Christmas Day", "2027-01-01,New Year's Day"),
    "slots": content(
        "kind,resource,start,minutes,taken",
        "theatre,Theatre 1,2026-10-25 02:30:00+02:00,60,yes",
        "theatre,Theatre 1,2026-10-25 02:30:00+01:00,60,no",
    ),
}  # fmt: skip


def load(kind, where, by, raw=None, digest=None):
    raw = FILES[kind] if raw is None else raw
    digest = digest or queries.plan_of(kind=kind, content=raw, site=where, by=by).digest
    said = {"content": raw, "name": f"{kind}.csv", "digest": digest, "reason": "the new year"}
    return actions.load(kind=kind, site=where, by=by, at=AT, **said)


def test_each_kind_of_file_is_loaded_once_and_again_changes_nothing():
    north, who = with_shifts(), hana()
    ward()
    for kind in FILES:
        load(kind, north, who)
        entry = Entry.objects.get(verb=f"{kind}.loaded")
        assert (entry.site, entry.why, entry.detail["file"]) == (
            "north", "the new year", f"{kind}.csv",
        )  # fmt: skip
        again = load(kind, north, who)
        assert again.does_nothing and Entry.objects.filter(verb=f"{kind}.loaded").count() == 1
    assert Unit.objects.get(code="W1").name == "Ward One"
    assert Unit.objects.get(code="C1").site == Site.objects.get(slug="west")
    bed = Bed.objects.get(code="B")
    assert (bed.care, bed.history.get().history_user) == ("high", who)
    assert bed.history.get().history_change_reason == "the new year"
    assert UnitStaff.objects.get(shift="late").source == "staff.csv"
    assert EquipmentUse.objects.get().equipment.number == 8
    assert {one.source for one in Holiday.objects.all()} == {"holidays.csv"}
    assert sorted(Slot.objects.values_list("taken", flat=True)) == [False, True]


def test_what_is_written_out_can_be_loaded_and_changes_nothing():
    north, who = with_shifts(), hana()
    ward()
    for kind in FILES:
        load(kind, north, who)
        names = [column.name for column in queries.KINDS[kind].columns]
        at = Slot.objects.get(taken=True).starts_at if kind == "slots" else AT
        rows = queries.exported(kind=kind, site=north, at=at)
        lines = [",".join("" if cell is None else str(cell) for cell in row) for row in rows]
        plan = load(kind, north, who, content(",".join(names), *lines))
        assert plan.does_nothing and not plan.faults and plan.same >= 2, kind


def test_what_is_changed_keeps_its_history():
    north, who = with_shifts(), hana()
    ward()
    load("staff", north, who)
    load("staff", north, who, FILES["staff"].replace(b",4,6", b",5,6"))
    row = UnitStaff.objects.get(shift="early")
    assert [one.present for one in row.history.order_by("history_id")] == [4, 5]


def test_holidays_are_known_from_the_moment_that_the_sites_own_clock_showed():
    made_up, who = with_shifts("made-up"), hana()
    Site.objects.filter(pk=made_up.pk).update(
        synthetic=True, clock_real=AT, clock_shown=AT + DAY, clock_rate=1
    )
    made_up.refresh_from_db()
    load("holidays", made_up, who)
    assert queries.holidays_known(site=made_up, at=AT + DAY - SECOND) == {}
    assert len(queries.holidays_known(site=made_up, at=AT + DAY)) == 2


def test_a_file_with_a_fault_or_another_effect_than_was_shown_writes_nothing():
    north, who = with_shifts(), hana()
    ward()
    broken = FILES["staff"] + b"\nW9,Nurses,early,2026-03-02,1,1"
    with pytest.raises(actions.NotAsShown, match="faults"):
        load("staff", north, who, broken)
    with pytest.raises(actions.NotAsShown, match="Something changed"):
        load("staff", north, who, digest="0" * 64)
    assert not UnitStaff.objects.exists() and not Entry.objects.exists()
