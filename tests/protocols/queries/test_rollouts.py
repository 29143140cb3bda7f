"""Where and when: what is in force at a moment, what was before, which levers are on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from carepath.journeys.models import Journey
from carepath.protocols import actions, policies, queries
from tests.analysis.protocols import SEPSIS
from tests.factories import AT, site
from tests.journeys.frames import event
from tests.protocols.actions.test_following import follow, happens
from tests.protocols.worlds import (
    activate,
    active,
    amended,
    approved,
    draft,
    nora,
    somebody,
)

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def test_in_force_from_its_first_moment_until_before_its_last():
    running = active()
    actions.stop(activation=running, by=nora(), at=LATER, reason="harm")
    north = site("north")
    moments = {AT - timedelta(seconds=1): 0, AT: 1, LATER - timedelta(seconds=1): 1, LATER: 0}
    for moment, n in moments.items():
        assert queries.in_force(site=north, at=moment).count() == n
    assert queries.running() == []
    assert queries.began(running.version, north) == AT
    assert queries.began(running.version, site("south")) is None


def test_each_beginning_and_each_way_out_of_force_is_a_marker():
    first = active()
    second = amended(first, at=LATER)
    found = queries.markers(first.protocol, site("north"))
    assert [(one.starts_at, one.text) for one in found] == [
        (AT, "v1 in force"), (LATER, "v2 in force"),
    ]  # fmt: skip
    actions.roll_back(activation=second, by=nora(), at=LATER + timedelta(hours=1), reason="x")
    found = queries.markers(first.protocol, site("north"))
    assert [(one.text, one.kind) for one in found[2:]] == [
        ("v2 rolled back", "rolled_back"), ("v1 in force", "began"),
    ] or [(one.text, one.kind) for one in found[-2:]] == [
        ("v1 in force", "began"), ("v2 rolled back", "rolled_back"),
    ]  # fmt: skip
    assert queries.markers(first.protocol, site("south")) == []


def test_levers_of_what_is_in_force():
    invented = site("demo", synthetic=True)
    version = approved(replace(SEPSIS, intervention="sepsis_trolley"), where=invented)
    activate(version, where=invented)
    assert queries.interventions(site=invented, at=AT) == {"sepsis_trolley"}
    assert queries.interventions(site=site("south"), at=AT) == frozenset()


def test_a_lever_is_none_of_a_real_hospital():
    with pytest.raises(policies.NotNow, match="What is named is there"):
        active(replace(SEPSIS, intervention="sepsis_trolley"))


def test_what_may_be_in_force_again():
    first = active()
    second = amended(first)
    assert queries.replaced_by(second) == first
    assert queries.replaced_by(first) is None
    again = actions.roll_back(activation=second, by=nora(), at=LATER, reason="x")
    assert queries.replaced_by(again) is None


def test_activations_are_seen_by_who_sees_the_site():
    running = active()
    south = somebody("south", "CLINICIAN", at_site="south")
    assert queries.activation(pk=running.pk, by=nora()) == running
    assert queries.activation(pk=running.pk, by=south) is None
    assert queries.activations(running.protocol) == [running]
    assert queries.open_activation(running.protocol, site("north")) == running
    assert queries.open_activation(running.protocol, site("south")) is None


def test_an_assignment_is_seen_by_who_sees_the_site():
    active()
    happens(event("a", "Sepsis flag", 10, 10))
    follow()
    (row,) = queries.assignments(Journey.objects.get())
    assert queries.assignment(pk=row.pk, by=nora()) == row
    south = somebody("south", "CLINICIAN", at_site="south")
    assert queries.assignment(pk=row.pk, by=south) is None


def test_versions_that_can_be_judged_those_in_force_first():
    running = active()
    other = draft(name="Other")
    assert queries.judged_versions(by=nora()) == [running.version, other]
    south = somebody("south", "CLINICIAN", at_site="south")
    assert queries.judged_versions(by=south) == []


def test_stages_that_occur_at_a_site():
    happens(event("a", "Sepsis flag", 10, 10), event("a", "Triage", 11, 12))
    assert queries.stages(site("north")) == ["Sepsis flag", "Triage"]
