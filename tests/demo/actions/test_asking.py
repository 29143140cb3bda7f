from datetime import timedelta

import pytest

from carepath.audit.models import Entry
from carepath.demo import actions
from carepath.demo.models import Applied, Hospital
from carepath.demo.policies import HAPPENINGS, NotNow
from carepath.frames.moments import to_us
from carepath.places.actions import NoSuchClock
from carepath.places.models import Site
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
