from datetime import timedelta

import pytest

from carepath.audit.actions import NoActor
from carepath.audit.models import Entry
from carepath.places import actions
from carepath.places.models import Bed, Unit
from tests.factories import AT, ben, site

pytestmark = pytest.mark.django_db


def begin():
    return actions.first_site(name="St Elsewhere", timezone="Europe/Paris", by="setup", at=AT)


def test_the_first_site_is_made_once_and_written_down():
    made = begin()
    assert (made.slug, made.name, made.timezone) == ("main", "St Elsewhere", "Europe/Paris")
    assert begin() == made
    entry = Entry.objects.get()
    assert (entry.verb, entry.actor, entry.site) == ("created the first site", "setup", "main")


def test_where_there_is_a_site_none_is_made():
    there = site("north")
    assert begin() == there
    assert not Entry.objects.exists()


def invented(**fields):
    defaults = {"slug": "demo", "name": "Invented", "timezone": "Europe/London", "units": {}}
    return actions.declare_made_up(**defaults | fields, by="test", at=AT)


def test_a_made_up_site_is_declared_once_with_its_units():
    place = invented(units={"ed": "Emergency department"})
    assert invented(units={"ed": "Another name", "w1": "Ward 1"}) == place
    assert place.synthetic
    assert [str(unit) for unit in place.units.all()] == ["Emergency department", "Ward 1"]
    assert Entry.objects.filter(verb="site.invented").count() == 1


def test_a_real_site_never_becomes_made_up_and_keeps_real_time():
    real = site("north")
    with pytest.raises(actions.NoSuchClock):
        invented(slug="north")
    with pytest.raises(actions.NoSuchClock):
        actions.set_clock(site=real, shown=AT, rate=1, by="test", at=AT)


def test_what_people_set_stays_when_it_is_declared_again():
    place = invented(units={"ed": "ED"})
    unit = place.units.get()
    beds = actions.declare_beds(unit=unit, beds=4, physical=6, by="test", at=AT)
    row = actions.declare_staff(
        site=place, role="nurse", shift="early", label="Nurses", number=3, by="test", at=AT
    )
    actions.set_open_beds(unit=unit, beds=6, by=ben(), at=AT, reason="busy")
    actions.set_staff(row=row, number=5, by="test", at=AT, reason="busy")
    assert actions.declare_beds(unit=unit, beds=4, physical=6, by="test", at=AT).open_beds == 6
    again = actions.declare_staff(
        site=place, role="nurse", shift="early", label="Nurses", number=3, by="test", at=AT
    )
    assert again.number == 5
    assert [(h.open_beds, h.history_change_reason) for h in beds.history.all()] == [
        (6, "busy"), (4, None),
    ]  # fmt: skip
    assert [h.number for h in row.history.all()] == [5, 3]
    said = Entry.objects.get(verb="beds.opened")
    assert (said.why, said.site, said.detail) == (
        "busy", "demo", {"unit": "ed", "before": 4, "after": 6},
    )  # fmt: skip


def test_the_same_number_again_leaves_no_trace():
    place = invented(units={"ed": "ED"})
    unit = place.units.get()
    actions.declare_beds(unit=unit, beds=4, physical=6, by="test", at=AT)
    actions.set_open_beds(unit=unit, beds=4, by="test", at=AT, reason="again")
    assert not Entry.objects.filter(verb="beds.opened").exists()


def test_more_beds_than_there_are_cannot_be_opened():
    unit = invented(units={"ed": "ED"}).units.get()
    actions.declare_beds(unit=unit, beds=4, physical=6, by="test", at=AT)
    with pytest.raises(actions.TooManyBeds, match="ED has 6 beds"):
        actions.set_open_beds(unit=unit, beds=7, by="test", at=AT, reason="busy")


def test_a_change_needs_a_reason():
    unit = invented(units={"ed": "ED"}).units.get()
    actions.declare_beds(unit=unit, beds=4, physical=6, by="test", at=AT)
    with pytest.raises(NoActor):
        actions.set_open_beds(unit=unit, beds=5, by="test", at=AT, reason="")


def test_beds_and_staff_are_entered_for_the_first_time_with_a_reason():
    north = site("north")
    new = {"code": "W1", "name": "Ward 1", "beds": 3, "physical": 4, "reason": "opened"}
    row = actions.add_beds(site=north, by=ben(), at=AT, **new)
    assert (row.open_beds, row.physical, str(row.unit)) == (3, 4, "Ward 1")
    with pytest.raises(actions.TooManyBeds):
        actions.add_beds(site=north, by="test", at=AT, **new | {"code": "W2", "beds": 5})
    staff = {"label": "Ward nurses", "shift": "late", "number": 6, "reason": "opened"}
    assert actions.add_staff(site=north, by="test", at=AT, **staff).role == "ward-nurses"
    assert set(Entry.objects.values_list("verb", "why")) == {
        ("beds.entered", "opened"), ("staff.entered", "opened"),
    }  # fmt: skip


def test_beds_that_a_feed_named_are_confirmed_once():
    unit = Unit.objects.create(site=site(), code="W1", name="Ward 1")
    Bed.objects.create(unit=unit, code="B1")
    Bed.objects.create(unit=unit, code="B2", confirmed=True)
    assert actions.confirm_beds(unit=unit, by=ben(), at=AT) == 1
    assert actions.confirm_beds(unit=unit, by="user:1", at=AT) == 0
    assert set(Bed.objects.values_list("confirmed", flat=True)) == {True}
    assert Bed.history.filter(code="B1", confirmed=True).count() == 1


def test_each_bed_of_a_unit_is_entered_once_and_what_is_there_stays():
    unit = Unit.objects.create(site=site(), code="W1", name="Ward 1")
    Bed.objects.create(unit=unit, code="B1", care="day")
    for _ in range(2):
        actions.declare_each_bed(
            unit=unit, codes=["B1", "B2", "B3"], care="high", specialty="Stroke", side_rooms=1,
            by="test", at=AT,
        )  # fmt: skip
    told = ("code", "care", "specialty", "side_room", "confirmed")
    assert list(Bed.objects.order_by("code").values_list(*told)) == [
        ("B1", "day", "", False, False),
        ("B2", "high", "Stroke", False, True),
        ("B3", "high", "Stroke", True, True),
    ]
    assert Bed.history.filter(code="B2").count() == 1


def test_a_roster_is_entered_once_and_what_people_set_stays():
    north = site("north")
    lines = [("nurse", "early", "Nurses", 6), ("nurse", "late", "Nurses", 4)]
    actions.declare_roster(site=north, lines=lines, by="test", at=AT)
    row = north.staff.get(shift="late")
    actions.set_staff(row=row, number=5, by=ben(), at=AT, reason="ill")
    more = [*lines, ("nurse", "night", "Nurses", 2)]
    actions.declare_roster(site=north, lines=more, by="test", at=AT)
    assert dict(north.staff.values_list("shift", "number")) == {"early": 6, "late": 5, "night": 2}
    assert north.staff.get(shift="night").history.count() == 1


def test_open_beds_are_told_on_the_clock_of_the_site():
    place = invented(units={"ed": "ED"})
    unit = place.units.get()
    actions.set_clock(site=place, shown=AT + timedelta(days=14), rate=1, by="test", at=AT)
    unit.site.refresh_from_db()
    beds = actions.declare_beds(unit=unit, beds=4, physical=6, by="test", at=AT)
    hour = AT + timedelta(hours=1)
    actions.set_open_beds(unit=unit, beds=5, by="test", at=hour, reason="busy")
    said = beds.history.order_by("history_date").values_list("history_date", "open_beds")
    assert list(said) == [(AT + timedelta(days=14), 4), (hour + timedelta(days=14), 5)]
    assert Entry.objects.get(verb="beds.opened").at == hour  # the ledger is on real time
