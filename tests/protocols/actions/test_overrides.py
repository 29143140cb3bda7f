"""One patient deviates: asked by one, agreed by another, in an emergency at once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from carepath.accounts.models import Grant
from carepath.audit import actions as audit
from carepath.audit.models import Entry
from carepath.protocols import actions, policies, queries
from carepath.protocols.models import Override
from tests.factories import AT
from tests.protocols.deviations import a_journey, asked, confirm, confirmed, noor
from tests.protocols.worlds import nora, somebody

pytestmark = pytest.mark.django_db
HOURS = timedelta(hours=1)


def excused():
    return queries.excused(Override.objects.get().journey.assignments.get().version)


def test_it_holds_once_a_second_person_signed():
    row = asked()
    assert not row.holds(AT)
    assert excused() == {}
    row = confirm(row)
    assert row.holds(AT + 900 * HOURS)
    assert (row.printed_name, row.roles, row.decided_by) == ("Noor", ["CLINICIAN"], noor())
    assert excused() == {"within-hour": [row.journey_id]}
    verbs = list(Entry.objects.filter(verb__startswith="override").values_list("verb", flat=True))
    assert verbs == ["override.confirmed", "override.asked"]
    assert row.history.count() == 2


def test_nobody_confirms_what_they_asked_for():
    with pytest.raises(PermissionDenied, match="A second person must confirm"):
        confirm(asked(), by=nora())


@pytest.mark.parametrize("role", ["QUALITY_LEAD", "PROTOCOL_OWNER", "READ_ONLY", "BED_MANAGER"])
def test_who_does_not_treat_neither_asks_nor_confirms(role):
    other, journey = somebody("x", role), a_journey()
    for act in (
        lambda: asked(by=other, journey=journey),
        lambda: confirm(Override.objects.first() or asked(), by=other),
        lambda: actions.decline_override(
            override=Override.objects.get(), by=other, at=AT, reason="x"
        ),
    ):
        with pytest.raises(PermissionDenied, match="You may not let one patient deviate"):
            act()


def test_a_clinician_of_another_site_confirms_nothing():
    south = somebody("south", "CLINICIAN", at_site="south")
    with pytest.raises(PermissionDenied):
        confirm(asked(), by=south)


def test_who_lost_the_role_confirms_nothing():
    row, other = asked(), noor()
    with audit.acting_as("test", at=AT, why="left"):
        Grant.objects.get(user=other).delete()
    with pytest.raises(PermissionDenied):
        confirm(row)


def test_a_new_colleague_and_a_worker_confirm_nothing():
    row = asked()
    fresh = somebody("fresh", "CLINICIAN", since=AT - 23 * HOURS)
    with pytest.raises(PermissionDenied, match="within 24 hours"):
        confirm(row, by=fresh)
    with pytest.raises(PermissionDenied, match="Only a person"):
        confirm(row, by=somebody("robot", "CLINICIAN", worker=True))


@pytest.mark.parametrize("proved_at", [None, AT - timedelta(minutes=6), AT + timedelta(seconds=1)])
def test_confirming_is_signing_again(proved_at):
    with pytest.raises(PermissionDenied, match="Prove again who you are"):
        confirm(asked(), proved_at=proved_at)


def test_an_emergency_holds_at_once_and_lapses_after_four_hours():
    row = asked(emergency=True)
    assert row.holds(AT)
    assert row.holds(AT + 4 * HOURS - timedelta(seconds=1))
    assert excused() == {"within-hour": [row.journey_id]}
    late = AT + 4 * HOURS
    assert not row.holds(late), "whether the sweep came by or not"
    assert actions.lapse_overrides(by="worker:sweep", at=late) == 0
    after = late + timedelta(seconds=1)
    with pytest.raises(policies.NotNow, match="so it lapsed"):
        confirm(row, at=after, proved_at=after)
    assert actions.lapse_overrides(by="worker:sweep", at=after) == 1
    assert actions.lapse_overrides(by="worker:sweep", at=after) == 0
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("lapsed", None)
    assert excused() == {}
    assert Entry.objects.filter(verb="override.lapsed").count() == 1


def test_an_emergency_that_is_countersigned_in_time_stays():
    row = confirm(asked(emergency=True), at=AT + 4 * HOURS, proved_at=AT + 4 * HOURS)
    assert actions.lapse_overrides(by="worker:sweep", at=AT + 9 * HOURS) == 0
    assert row.holds(AT + 9 * HOURS)


def test_the_clock_set_back_confirms_nothing():
    row = asked()
    before = AT - timedelta(minutes=1)
    with pytest.raises(policies.NotNow, match="it was set back"):
        confirm(row, at=before, proved_at=before)


def test_it_is_declined_by_another_or_taken_back():
    row = actions.decline_override(override=asked(), by=noor(), at=AT, reason="no")
    assert (row.state, row.answer) == ("declined", "no")
    again = actions.decline_override(
        override=asked(emergency=True), by=nora(), at=AT, reason="a slip"
    )
    assert again.state == "withdrawn"
    assert not again.holds(AT)
    for act in (confirm, lambda row: actions.decline_override(
        override=row, by=noor(), at=AT, reason="x")):  # fmt: skip
        with pytest.raises(policies.NotNow, match="decided this already, or it lapsed"):
            act(row)


def test_what_is_not_followed_is_nothing_to_deviate_from():
    for place in ("rules/nowhere", "steps/nowhere", "doses/first", ""):
        with pytest.raises(policies.NotNow, match="follows no such rule or step"):
            asked(place=place)
    assert not Override.objects.exists()


def test_one_at_a_time():
    asked()
    with pytest.raises(policies.NotNow, match="waits or holds already"):
        asked(by=noor())


def test_a_step_excuses_the_rules_that_ask_for_its_stage():
    row = confirmed(place="steps/treat")
    assert row.what == "Give antibiotics"
    assert excused() == {"within-hour": [row.journey_id]}


def test_a_signature_that_says_something_else_excuses_nothing():
    row = confirmed()
    row.reason = "something else"
    assert not row.holds(AT)
    assert not queries.rules_at("steps/nowhere", row.journey.assignments.get().version.document)
