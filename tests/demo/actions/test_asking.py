from datetime import timedelta

import pytest

from carepath.audit.models import Entry
from carepath.demo import actions
from carepath.demo.models import Applied, Hospital
from carepath.demo.policies import HAPPENINGS, SHORT_OF, NotNow
from carepath.frames.moments import to_us
from carepath.places import actions as places
from carepath.places.actions import NoSuchClock
from carepath.places.models import OpenBeds, Site, Unit
from tests.demo.worlds import a_hospital
from tests.factories import AT, ben

pytestmark = pytest.mark.django_db


def later(**passed):
    return AT + timedelta(**passed)


def clock():
    return Site.objects.get(slug="demo")


def test_without_a_hospital_there_is_nothing_to_do():
    for act in (
        lambda: actions.set_rate(rate=1, by="test", at=AT),
        lambda: actions.jump(to="hours", by="test", at=AT),
        lambda: actions.happen(what="ct_down", by="test", at=AT),
    ):
        with pytest.raises(actions.NoHospital):
            act()


def test_the_clock_goes_on_from_what_it_shows():
    a_hospital()
    actions.set_rate(rate=60, by=ben(), at=AT)
    actions.set_rate(rate=0, by="test", at=later(seconds=10))
    assert clock().time(later(hours=5)) == later(minutes=10)
    actions.set_rate(rate=1, by="test", at=later(hours=5))
    assert clock().time(later(hours=6)) == later(minutes=70)
    with pytest.raises(NoSuchClock):
        actions.set_rate(rate=7, by="test", at=AT)
    assert Entry.objects.filter(verb="clock.set", site="demo").count() == 3


def test_a_jump_moves_the_clock_and_lets_the_engine_follow():
    row = a_hospital()
    actions.jump(to="fortnight", by=ben(), at=AT)
    row.refresh_from_db()
    assert (row.phase, row.target_at) == (Hospital.Phase.JUMPING, later(days=14))
    assert clock().time(later(hours=1)) == later(days=14, hours=1)
    with pytest.raises(NotNow):
        actions.jump(to="hours", by="test", at=AT)
    with pytest.raises(NotNow):
        actions.happen(what="ct_down", by="test", at=AT)
    assert Entry.objects.filter(verb="demo.jump", site="demo").count() == 1


def test_the_clock_never_goes_back_behind_what_was_lived():
    """Who asked before a step that has committed since would else stop it in the past."""
    row = a_hospital(emitted_until=to_us(later(seconds=15)))
    actions.set_rate(rate=0, by="test", at=AT)
    assert clock().time(later(hours=1)) == later(seconds=15)
    Hospital.objects.update(emitted_until=to_us(later(seconds=20)))
    actions.jump(to="hours", by="test", at=AT)
    row.refresh_from_db()
    assert row.target_at == later(hours=8, seconds=20)


def test_an_unknown_jump_or_happening_changes_nothing():
    row = a_hospital()
    with pytest.raises(KeyError):
        actions.jump(to="moon", by="test", at=AT)
    with pytest.raises(KeyError):
        actions.happen(what="flood", by="test", at=AT)
    row.refresh_from_db()
    assert row.phase == Hospital.Phase.LIVE
    assert not Applied.objects.exists()


@pytest.mark.parametrize("what", HAPPENINGS)
def test_what_happens_waits_for_the_engine(what):
    a_hospital()
    actions.happen(what=what, by=ben(), at=AT)
    asked = Applied.objects.get()
    assert (asked.what, asked.kind) == (what, HAPPENINGS[what].kind)
    assert asked.position is None
    assert Entry.objects.get(verb="demo.happen").detail == {"what": what}


def test_the_clock_goes_on_a_little_without_a_jump():
    row = a_hospital()
    actions.set_rate(rate=60, by="test", at=AT)
    actions.go_on_to(moment=later(minutes=90), by="test", at=AT)
    row.refresh_from_db()
    assert row.phase == Hospital.Phase.LIVE
    assert clock().time(later(minutes=1)) == later(minutes=91)
    actions.jump_to(moment=later(hours=5), by="test", at=AT)
    row.refresh_from_db()
    assert (row.phase, row.target_at) == (Hospital.Phase.JUMPING, later(hours=5))
    with pytest.raises(NotNow):
        actions.go_on_to(moment=later(hours=6), by="test", at=AT)


def test_beds_without_nurses_are_closed_and_the_ledger_says_why():
    row, (code, beds) = a_hospital(), SHORT_OF
    unit = Unit.objects.create(site=row.site, code=code)
    places.declare_beds(unit=unit, beds=62, physical=66, by="test", at=AT)
    actions.lose_nurses(by="command:demo", at=AT)
    assert OpenBeds.objects.get(unit=unit).open_beds == beds
    said = Entry.objects.get(verb="beds.opened")
    assert (said.actor, "nurses" in said.why) == ("command:demo", True)
