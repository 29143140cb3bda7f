"""Journeys are pinned when they become eligible, and go over to another version as declared."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from carepath.frames.mapping import Mapping
from carepath.journeys import actions as journeys
from carepath.journeys.models import Journey
from carepath.protocols import actions, policies, queries
from carepath.protocols.models import Assignment
from tests.factories import AT, site
from tests.journeys.frames import event, frame
from tests.protocols.worlds import active, amended, nora, somebody

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=2)


def source(slug="north"):
    mapping = Mapping(
        case="c", activity="a", time="t", closing_rule="end_stages", end_stages=("Discharge",)
    )
    return journeys.declare_source(
        name=f"log {slug}", site=site(slug), mapping=mapping, intervals=True, by="test", at=AT
    )


def happens(*events, where=None):
    journeys.record(events=frame(*events), source=where or source(), by="test", at=AT)


def follow(at=LATER):
    return actions.follow(by="worker:sweep", at=at)


def followed():
    return {
        one.journey.case_ref: (one.version.number, one.until_at is None)
        for one in Assignment.objects.order_by("pk")
    }


def test_who_becomes_eligible_after_it_began_follows_it_from_that_moment():
    active()
    happens(event("a", "Sepsis flag", 10, 10), event("b", "Triage", 10, 12))
    happens(event("early", "Sepsis flag", -5, -5))
    assert follow() == 1
    (one,) = Assignment.objects.all()
    assert (one.journey.case_ref, one.since_at) == ("a", AT + timedelta(minutes=10))
    assert follow() == 0


def test_a_journey_that_becomes_eligible_later_is_pinned_then():
    active()
    happens(event("b", "Triage", 10, 12))
    assert follow() == 0
    happens(event("b", "Sepsis flag", 30, 30))
    assert follow() == 1


def test_what_happens_at_another_site_is_not_pinned():
    active()
    happens(event("a", "Sepsis flag", 10, 10), where=source("south"))
    assert follow() == 0


def test_a_flag_that_is_still_to_come_is_not_there_yet():
    active()
    happens(event("a", "Sepsis flag", 30, 30))
    assert follow(at=AT + timedelta(minutes=20)) == 0


def test_a_later_version_leaves_those_under_way_alone():
    first = active()
    happens(event("a", "Sepsis flag", 10, 10))
    follow()
    amended(first, at=AT + timedelta(hours=1))
    happens(event("b", "Sepsis flag", 70, 70))
    follow()
    happens(event("a", "Sepsis flag", 80, 80))
    follow()
    assert followed() == {"a": (1, True), "b": (2, True)}


def test_those_under_way_switch_where_that_was_declared():
    first = active()
    happens(event("a", "Sepsis flag", 10, 10), event("done", "Sepsis flag", 11, 11))
    happens(event("done", "Discharge", 20, 20))
    follow()
    second = amended(first, at=AT + timedelta(hours=1))
    type(second).objects.filter(pk=second.pk)
    second.under_way = "switch"
    from carepath.audit import actions as audit

    with audit.acting_as("test", at=AT, why="declared"):
        second.save()
    assert follow() == 1
    rows = Assignment.objects.filter(journey__case_ref="a").order_by("pk")
    assert [(one.version.number, one.until_at) for one in rows] == [(1, LATER), (2, None)]
    assert followed()["done"] == (1, True)
    assert follow() == 0


def test_a_clinician_decides_for_one_journey():
    first = active()
    happens(event("a", "Sepsis flag", 10, 10))
    follow()
    second = amended(first, at=AT + timedelta(hours=1))
    row = queries.assignments(Journey.objects.get())[0]
    moved = actions.switch_one(assignment=row, by=nora(), at=LATER, reason="better for her")
    assert moved.version == second.version
    with pytest.raises(policies.NotNow, match="already follows"):
        actions.switch_one(assignment=moved, by=nora(), at=LATER, reason="again")
    with pytest.raises(PermissionDenied):
        actions.switch_one(assignment=moved, by=somebody("r", "READ_ONLY"), at=LATER, reason="x")


def test_after_a_roll_back_new_ones_follow_the_version_before():
    second = amended(active())
    actions.roll_back(activation=second, by=nora(), at=AT + timedelta(hours=1), reason="too high")
    happens(event("a", "Sepsis flag", 70, 70))
    follow()
    assert followed() == {"a": (1, True)}


def test_nothing_is_pinned_after_a_stop():
    actions.stop(activation=active(), by=nora(), at=AT, reason="harm")
    happens(event("a", "Sepsis flag", 10, 10))
    assert follow() == 0


def test_two_sweeps_at_once_pin_once():
    running = active()
    happens(event("a", "Sepsis flag", 10, 10))
    (seen,) = queries.running()
    follow()
    from carepath.protocols.actions import following

    assert seen.pk == running.pk
    assert following._pin(seen, by="worker:other", at=LATER) == 0
    assert Assignment.objects.count() == 1
