from dataclasses import replace
from datetime import timedelta

import pytest

from carepath.demo import actions
from carepath.demo.actions import changing, engine
from carepath.demo.models import Applied
from carepath.forecasts.models import Recommendation
from carepath.frames.moments import from_us
from carepath.places import actions as places
from carepath.places.models import OpenBeds, StaffOnDuty
from carepath.protocols.actions import stop
from carepath.simulator import parameters
from tests.analysis.protocols import SEPSIS
from tests.demo.worlds import NIGHT, built, later
from tests.protocols import worlds as protocols

pytestmark = pytest.mark.django_db


def due(row):
    return changing.due(row, engine.of(row), at=NIGHT)


def test_where_nothing_was_asked_or_set_nothing_is_due():
    row = built()
    assert OpenBeds.objects.filter(unit__site=row.site).count() == len(parameters.load().units)
    assert StaffOnDuty.objects.get(role="porter", shift="night").label == "Porters"
    assert due(row) == []


def test_what_was_asked_comes_first_then_what_people_set_each_at_the_present_moment():
    row = built()
    actions.happen(what="ct_down", by="test", at=NIGHT)
    unit = row.site.units.get(code="MEA")
    places.set_open_beds(unit=unit, beds=20, by="test", at=NIGHT, reason="busy")
    porters = StaffOnDuty.objects.get(site=row.site, role="porter", shift="early")
    places.set_staff(row=porters, number=9, by="test", at=NIGHT, reason="busy")
    found = due(row)
    assert [(one.kind, one.name, one.value) for one in found] == [
        ("down", "ct", 0), ("beds", "MEA", 20), ("staff", "porter/early", 9),
    ]  # fmt: skip
    assert [one.position for one in found] == [1, 2, 3]
    assert {one.at for one in found} == {from_us(row.emitted_until)}
    changing.keep(found)
    assert Applied.objects.filter(position=None).count() == 0
    assert Applied.objects.count() == 3


def test_a_protocol_in_force_turns_its_lever_on_and_taken_back_off_again():
    row = built()
    document = replace(SEPSIS, intervention="sepsis_trolley", review_on="2027-01-01")
    version = protocols.approved(document, where=row.site, at=NIGHT)
    running = protocols.activate(version, where=row.site, at=NIGHT)
    (on,) = found = due(row)
    assert (on.kind, on.name, on.value) == ("effect", "sepsis_trolley", 1)
    changing.keep(found)
    engine.forget()
    assert engine.of(row).hospital.establishment().levers == {"sepsis_trolley"}
    assert due(row) == []
    stop(activation=running, by=protocols.nora(), at=NIGHT, reason="harm")
    (off,) = due(row)
    assert (off.kind, off.name, off.value) == ("effect", "sepsis_trolley", 0)


def test_a_protocol_that_begins_later_is_not_obeyed_yet():
    row = built()
    document = replace(SEPSIS, intervention="triage_form")
    version = protocols.approved(document, where=row.site, at=NIGHT)
    protocols.activate(version, where=row.site, at=NIGHT, starts_at=later(hours=1))
    assert due(row) == []


def test_a_change_that_another_process_applied_is_not_applied_again():
    row = built()
    actions.happen(what="ct_down", by="test", at=NIGHT)
    (mine,), (theirs,) = due(row), due(row)
    changing.keep([theirs])
    with pytest.raises(changing.Overtaken):
        changing.keep([mine])


def test_only_an_outage_of_the_feed_takes_the_line_down():
    row = built()
    for what in ("flu_week", "feed_outage"):
        actions.happen(what=what, by="test", at=NIGHT)
    found = due(row)
    assert changing.outage_of(found) == later(minutes=30)
    assert changing.outage_of(found[:1]) is None


def test_discharges_that_were_accepted_are_brought_forward_once():
    row = built()
    unit, now = row.site.units.get(code="MEA"), from_us(row.emitted_until)
    advice = Recommendation.objects.create(
        site=row.site, unit=unit, kind="sooner", about="discharges", beds=2, staffed=20, before=0.4,
        after=0.2, worst_at=now, made_at=now, vintage=1, inputs={"by": 3}, state="accepted",
        decided_at=now, decided_by="Ben", reason="busy", done_at=now,
    )  # fmt: skip
    (found,) = due(row)
    assert (found.kind, found.name, found.value) == ("sooner", "MEA/3", 2)
    assert found.what == f"advice {advice.pk}"
    changing.keep([found])
    engine.forget()
    assert due(row) == []  # nor is it done again by an engine that is made anew
    advice.pk, advice.kind, advice.about, advice.beds = None, "hours", "CT scanner", 3
    advice.inputs = {"stage": "CT"}
    advice.save(force_insert=True)
    (longer,) = due(row)
    assert (longer.kind, longer.name, longer.value) == ("longer", "ct", 1)
    assert longer.until_at == now + timedelta(hours=3)
