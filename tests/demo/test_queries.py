import json
from datetime import timedelta

import pytest

from carepath.audit import actions as audit
from carepath.demo import actions, queries
from carepath.demo.models import Applied, Hospital
from carepath.demo.policies import HAPPENINGS
from carepath.forecasts.models import Slot
from carepath.frames.moments import HOUR
from carepath.journeys import queries as journeys
from tests.demo.worlds import a_hospital
from tests.factories import AT, first
from tests.journeys.actions.test_record import a_source

pytestmark = pytest.mark.django_db


def later(**passed):
    return AT + timedelta(**passed)


def test_without_a_hospital_there_is_no_status():
    assert queries.status(at=AT) is None
    assert not queries.is_there()


def test_a_living_hospital_shows_its_clock_and_how_far_it_lags():
    a_hospital()
    actions.set_rate(rate=60, by="test", at=AT)
    found = queries.status(at=later(seconds=2))
    assert queries.is_there()
    assert (found.live, found.rate, found.behind_s) == (True, 60, 120)
    assert found.shown_now == later(minutes=2)
    assert (found.done, found.left_s) == (1.0, None)


def test_building_tells_how_much_is_done_and_left():
    a_hospital(Hospital.Phase.BUILDING, target_at=AT, began_at=AT, done=0.25)
    found = queries.status(at=later(seconds=10))
    assert (found.phase, found.done, found.left_s) == ("building", 0.25, 30)
    Hospital.objects.update(done=0)
    assert queries.status(at=later(seconds=10)).left_s is None


def test_each_happening_says_until_when_it_is_under_way():
    row = a_hospital()
    asked = {"hospital": row, "asked_at": AT, "asked_by": "test", "kind": "x"}
    Applied.objects.create(**asked, what="ct_down", position=1, at=AT, lasts_us=2 * HOUR)
    Applied.objects.create(**asked, what="flu_week")
    now = {one.what: one for one in queries.status(at=later(hours=1)).happenings}
    assert list(now) == list(HAPPENINGS)
    assert now["ct_down"].until == later(hours=2)
    assert now["flu_week"].asked and now["flu_week"].until is None
    assert not now["casualties"].asked
    over = {one.what: one for one in queries.status(at=later(hours=2)).happenings}
    assert over["ct_down"].until is None


def test_the_status_as_plain_types_is_json():
    row = a_hospital()
    asked = {"hospital": row, "asked_at": AT, "asked_by": "test", "kind": "down"}
    Applied.objects.create(**asked, what="ct_down", position=1, at=AT, lasts_us=2 * HOUR)
    told = json.loads(json.dumps(queries.as_dict(queries.status(at=later(seconds=2)))))
    assert told["happenings"] == {"ct_down": "2026-03-02T11:00:00+00:00"}
    assert (told["phase"], told["behind_s"], told["synthetic"]) == ("live", 2, True)


def test_messages_held_back_are_counted_while_the_line_is_down():
    row = a_hospital(outage_ends_at=later(minutes=30))
    row.held.create(raw=b"{}")
    assert queries.status(at=AT).held == 1


def test_it_is_driven_where_there_is_one_and_nobody_said_off(settings):
    settings.DEMO = "auto"
    assert not queries.is_driven()
    a_hospital()
    assert queries.is_driven()
    settings.DEMO = "off"
    assert not queries.is_driven()


def test_it_is_wanted_where_no_real_data_is_unless_it_was_removed():
    a_hospital()
    assert queries.is_wanted("auto")
    assert not queries.is_wanted("off")
    with audit.recording_as("test", at=AT):
        audit.record(queries.REMOVED)
    assert not queries.is_wanted("auto")
    assert queries.is_wanted("on")


def test_a_portal_that_others_reach_begins_none_by_itself(settings):
    assert queries.is_wanted("auto")
    settings.LOOPBACK_ONLY = False
    assert not queries.is_wanted("auto")
    assert queries.is_wanted("on")


def test_real_data_keeps_it_away_and_comes_first(settings):
    row, who = a_hospital(), first()
    real = a_source()
    assert not queries.is_wanted("auto")
    assert journeys.default_source(by=who) == real
    assert row.source in journeys.sources(by=who)


def test_a_hospital_is_settled_when_nothing_is_left_to_do():
    assert not queries.is_settled(at=AT), "there is none"
    row = a_hospital()
    assert queries.is_settled(at=AT)
    assert not queries.is_settled(at=later(seconds=31)), "its records lag"
    slot = {"site": row.site, "slot_at": AT, "asked_at": AT, "state": "waiting"}
    Slot.objects.create(job="backtests", **slot)
    assert queries.is_settled(at=AT), "how good forecasts were may come later"
    assert not queries.is_settled(at=AT, judged=True)
    due = Slot.objects.create(job="beds", **slot)
    assert not queries.is_settled(at=AT)
    due.delete()
    row.outgoing.create(due_at=AT, number=1, raw=b"x")
    assert not queries.is_settled(at=AT)
    row.outgoing.update(due_at=later(seconds=1))
    assert queries.is_settled(at=AT)
    Hospital.objects.update(phase="jumping", target_at=AT)
    assert not queries.is_settled(at=AT)
