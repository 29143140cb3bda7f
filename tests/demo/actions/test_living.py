import re
from datetime import timedelta

import polars as pl
import pytest

from carepath.demo import actions, queries
from carepath.demo.actions import engine, living
from carepath.demo.actions.changing import Overtaken
from carepath.demo.models import Applied, Held, Hospital, Outgoing
from carepath.forecasts.models import Recommendation
from carepath.formats import events
from carepath.frames.moments import HOUR, MINUTE, from_us, to_us
from carepath.ingestion.models import Message
from carepath.journeys.models import Journey, Span, SpanVersion
from carepath.places import actions as places
from carepath.places.models import StaffOnDuty
from carepath.simulator import hospital as simulator
from carepath.simulator import parameters, visits
from tests.demo.worlds import NIGHT, built, gone, later, lived, state, step
from tests.factories import nora

pytestmark = pytest.mark.django_db


def no_door(source, raws):
    raise AssertionError("nothing is to be sent")


def minutes(first, last, every=5):
    for minute in range(first, last + 1, every):
        row = step(later(minutes=minute))
    return row


def test_what_happens_is_said_on_two_lines_and_recorded_at_once():
    built()
    before = Span.objects.count()
    row = minutes(10, 60, every=10)
    assert row.emitted_until == to_us(later(hours=1))
    messages = Message.objects.all()
    assert 0 < messages.filter(kind="events").count() <= 6
    assert messages.filter(kind="hl7steps").count() > 5
    assert {(m.state, m.source) for m in messages} == {("processed", row.source)}
    assert Span.objects.count() > before
    assert queries.status(at=later(hours=1)).behind_s == 0


def test_a_paused_clock_lets_nothing_happen():
    built()
    actions.set_rate(rate=0, by="test", at=later(seconds=1))
    step(later(seconds=2))
    row = step(later(hours=9))
    assert row.emitted_until == to_us(later(seconds=1))
    assert row.phase == Hospital.Phase.LIVE


def test_a_fast_clock_lets_a_minute_happen_each_second():
    built()
    actions.set_rate(rate=60, by="test", at=NIGHT)
    row = step(later(seconds=30))
    assert row.emitted_until == to_us(later(minutes=30))


def test_spans_are_recorded_at_the_time_of_the_hospitals_own_clock():
    built()
    actions.jump(to="hours", by="test", at=NIGHT)
    lived()
    step(later(minutes=20))
    recorded = Span.objects.order_by("-recorded_at").first().recorded_at
    assert later(hours=8, minutes=20) <= recorded < later(hours=8, minutes=21)


@pytest.mark.slow
def test_a_killed_driver_leaves_the_patients_of_one_that_lived_on():
    built()
    minutes(5, 60)
    whole = state()
    gone()
    built()
    for minute in range(5, 61, 5):
        engine.forget()  # as after kill -9
        step(later(minutes=minute))
    assert state() == whole


def test_what_was_known_of_a_span_is_forgotten_after_a_week_of_its_clock():
    row = built()
    minutes(20, 60, every=20)
    assert SpanVersion.objects.filter(span__source=row.source).exists()
    oldest = SpanVersion.objects.order_by("replaced_at").first()
    week = oldest.replaced_at - NIGHT + timedelta(days=7)
    places.set_clock(site=row.site, shown=NIGHT + week, rate=0, by="test", at=later(hours=1))
    Hospital.objects.update(emitted_until=to_us(NIGHT + week))
    step(later(hours=1, minutes=2))
    assert SpanVersion.objects.filter(pk=oldest.pk).exists()
    shown = NIGHT + week + timedelta(minutes=10)
    places.set_clock(site=row.site, shown=shown, rate=0, by="test", at=later(hours=1))
    step(later(hours=1, minutes=4))
    left = SpanVersion.objects.order_by("replaced_at")
    assert not left.filter(pk=oldest.pk).exists()
    assert left.filter(replaced_at__gte=shown - timedelta(days=7)).exists()


def test_a_message_whose_driver_died_is_recorded_by_the_sweep(monkeypatch):
    from carepath.ingestion import actions as ingestion

    built()
    monkeypatch.setattr("carepath.demo.actions.line.record_waiting", lambda row, **_: None)
    minutes(5, 20)
    waiting = Message.objects.filter(state="received").count()
    assert waiting
    how = {"by": "worker:sweep", "at": later(hours=1)}
    while ingestion.process_feeds(**how) + ingestion.process_waiting(**how):
        continue
    assert not Message.objects.filter(state="received").exists()


def test_two_drivers_never_send_the_same_stretch(monkeypatch):
    built()
    row = step(later(minutes=5))
    stale = Hospital.objects.select_related("site", "source").get()
    step(later(minutes=10))
    before = Message.objects.count()
    engine.forget()
    with pytest.raises(Overtaken):
        living.live(stale, door=no_door, by="worker:demo", at=later(minutes=10))
    assert Message.objects.count() == before
    assert row.pk == stale.pk


def test_an_outage_holds_messages_back_and_they_arrive_late_in_order():
    built()
    actions.happen(what="feed_outage", by="test", at=NIGHT)
    row = minutes(0, 25)
    assert row.outage_ends_at == later(minutes=30)
    held = Held.objects.count()
    assert held > 2
    under_way = Outgoing.objects.count()
    assert under_way > 2
    assert not Message.objects.exists()
    assert queries.status(at=later(minutes=25)).held == held + under_way
    row = minutes(30, 35)
    assert not Held.objects.exists()
    assert Message.objects.count() > held
    late = Span.objects.filter(recorded_at__gte=to_us(later(minutes=30)))
    assert late.filter(started_at__lt=to_us(later(minutes=10))).exists()


@pytest.mark.slow
def test_after_an_outage_the_patients_are_those_of_a_feed_that_never_failed():
    built()
    actions.happen(what="feed_outage", by="test", at=NIGHT)
    minutes(0, 60)
    late = state()
    gone()
    built()
    minutes(0, 60)
    assert state() == late


def test_what_people_set_changes_what_happens_next():
    row = built()
    for role in ("triage_nurse", "ed_doctor"):
        for staff in StaffOnDuty.objects.filter(site=row.site, role=role):
            places.set_staff(row=staff, number=0, by="test", at=NIGHT, reason="a strike")
    minutes(0, 120, every=20)
    assert Applied.objects.filter(kind="staff").count() == 6
    begun_after = Span.objects.filter(
        stage__name="Doctor assessment", started_at__gte=to_us(later(minutes=20))
    )
    assert not begun_after.exists()
    assert Span.objects.filter(stage__name="Triage", started_at=None).count() > 5


def test_beds_that_were_closed_stay_empty():
    row = built()
    unit = row.site.units.get(code="AMU")
    places.set_open_beds(unit=unit, beds=0, by="test", at=NIGHT, reason="norovirus")
    minutes(0, 120, every=20)
    asked = Span.objects.filter(unit=unit, kind=1, requested_at__gte=to_us(later(minutes=1)))
    assert asked.exists()
    assert not asked.filter(started_at__isnull=False).exists()


def test_a_hospital_that_lags_hours_behind_catches_up_in_bulk():
    built()
    row = step(later(hours=9))
    assert (row.phase, row.target_at) == (Hospital.Phase.JUMPING, later(hours=9))
    row = lived(later(hours=9))
    assert row.emitted_until == to_us(later(hours=9))
    assert set(Message.objects.values_list("kind", flat=True)) <= {"hl7steps"}
    assert row.site.clock_real is None


def test_after_a_long_rest_it_goes_on_where_it_stopped():
    built()
    row = step(later(days=30))
    assert row.site.time(later(days=30)) == NIGHT
    assert row.phase == Hospital.Phase.LIVE
    row = step(later(days=30, minutes=5))
    assert from_us(row.emitted_until) == later(minutes=5)


def test_the_row_hears_of_quiet_stretches_and_the_state_is_saved_each_minute(monkeypatch):
    built()
    row = step(later(seconds=1))
    saved = row.state_at
    for second in (*range(2, 20), 58):
        row = step(later(seconds=second))
        assert to_us(later(seconds=second)) - row.emitted_until <= 5_000_000
    assert row.state_at == saved
    for second in range(62, 70, 2):
        row = step(later(seconds=second))
    assert later(seconds=61) < row.state_at < later(seconds=69)


def test_an_engine_that_failed_to_settle_is_made_anew(monkeypatch):
    built()
    step(later(minutes=5))

    def broken(**_):
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("carepath.demo.actions.line.ingestion.receive_events", broken)
        with pytest.raises(OSError, match="disk full"):
            step(later(minutes=10))
    row = step(later(minutes=15))
    assert row.emitted_until == to_us(later(minutes=15))
    whole = state()
    assert whole[0]


def test_a_readmission_goes_from_the_engine_through_the_inbox_to_both_pages(client):
    row = built()
    invented = simulator.Hospital(
        parameters=parameters.load(), seed=1, starts=to_us(later(days=-12, hours=-6))
    )
    lived_through = invented.run(to_us(NIGHT))
    known = set(Journey.objects.values_list("case_ref", flat=True))
    returns = lived_through.filter(pl.col("case").str.ends_with("B"))["case"]
    again = next(case for case in returns if case[:-1] not in known)
    both = lived_through.filter(pl.col("case").is_in([again, again[:-1]]))
    row.held.create(raw=events.write(both))
    step(later(seconds=1))
    first, second = (Journey.objects.get(case_ref=case) for case in (again[:-1], again))
    client.force_login(nora())
    assert _linked(client, first) == (second.short, "readmission")
    assert _linked(client, second) == (first.short, "the stay before")
    assert "readmission_of" not in second.attributes


def _linked(client, journey):
    """What the page of a journey calls the other one, and how that is related."""
    text = client.get(f"/journeys/{journey.trace_id.hex}/").content.decode()
    panel = text.partition('id="links-title"')[2].partition("</section>")[0]
    return re.search(r">(\w{8})</a> ([\w ]+), <span", panel).groups()


def test_who_is_to_come_for_an_operation_is_pre_admitted_and_has_no_journey_yet(monkeypatch):
    monkeypatch.setattr(visits, "OFFICE", 6 * HOUR + 10 * MINUTE)
    built()
    minutes(10, 40, every=10)
    said = Message.objects.filter(trigger="A05")
    assert 3 < said.count() <= 11
    assert set(said.values_list("state", flat=True)) == {"processed"}
    cases = set(said.values_list("told__visit", flat=True))
    assert len(cases) > 3 and not Journey.objects.filter(case_ref__in=cases).exists()


def accepted(row, code, beds, kind="open"):
    """A recommendation for a unit of the hospital that somebody accepted."""
    unit, now = row.site.units.get(code=code), row.site.time(NIGHT)
    return Recommendation.objects.create(
        site=row.site, unit=unit, kind=kind, beds=beds, staffed=unit.beds.open_beds, before=0.4,
        after=0.05, worst_at=now, made_at=now, vintage=1, state="accepted", decided_at=now,
        decided_by="Ben", reason="busy", until_at=now + timedelta(hours=24),
    )  # fmt: skip


def test_what_was_accepted_is_done_in_the_hospital():
    row = built()
    was = engine.of(row).hospital.establishment().beds
    advice = accepted(row, "MEA", 2)
    fewer = accepted(row, "SUR", 1, "close")
    step(later(seconds=1))
    row = step(later(seconds=2))
    now = engine.of(row).hospital.establishment().beds
    assert (now["MEA"], now["SUR"]) == (was["MEA"] + 2, was["SUR"] - 1)
    assert set(Applied.objects.values_list("kind", "name", "value")) == {
        ("beds", "MEA", now["MEA"]), ("beds", "SUR", now["SUR"]),
    }  # fmt: skip
    for one in (advice, fewer):
        one.refresh_from_db()
        assert one.done_at == row.site.time(later(seconds=1))
