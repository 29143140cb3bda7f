"""Rules change by two people, never alone, and the ledger says what changed."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from carepath.audit import actions as audit
from carepath.audit.models import Entry
from carepath.frames.escalation import SHIPPED
from carepath.outcomes import actions, policies, queries
from carepath.outcomes.models import RuleSet
from tests.factories import AT, ben, person, site
from tests.outcomes.worlds import DAY, HOUR

pytestmark = pytest.mark.django_db
OTHER = replace(SHIPPED, cuts=(10, 22, 33))


def chief(name):
    return person(name, "HOSPITAL_ADMINISTRATOR")


def proposed(rules=OTHER, by=None, at=AT + 2 * DAY):
    return actions.propose_rules(
        site=site(), rules=rules, by=by or chief("hana"), at=at, reason="as agreed"
    )


def confirmed(row, by, at=AT + 3 * DAY, proved_at=AT + 3 * DAY):
    return actions.confirm_rules(row=row, by=by, at=at, proved_at=proved_at, reason="read")


def test_two_people_change_the_rules_and_the_ledger_has_the_difference():
    row = proposed()
    assert queries.standard(site()).rules == SHIPPED and queries.standard(site()).row is None
    hugo = chief("hugo")
    assert list(queries.waiting_for(by=hugo)) == [row]
    assert list(queries.waiting_for(by=row.proposed_by)) == []
    confirmed(row, hugo)
    assert queries.standard(site()).rules == OTHER
    said = Entry.objects.get(verb="escalation.in_force")
    assert said.detail["changed"] == [
        {"of": "", "what": "cut-offs", "before": "11, 22, 33", "after": "10, 22, 33"}
    ]
    assert said.detail["proposed_by"] == "hana" and said.why == "read"
    back = proposed(SHIPPED, by=hugo, at=AT + 4 * DAY)
    confirmed(back, row.proposed_by, AT + 5 * DAY, AT + 5 * DAY)
    row.refresh_from_db()
    assert row.state == "replaced" and queries.replaces(back).row == row
    assert [one.number for one in queries.rule_sets(site=site())] == [2, 1]
    assert queries.rule_set(pk=row.pk, by=hugo) == row
    assert queries.rule_set(pk=row.pk, by=person("otto")) is None


def test_what_is_refused():
    hana, hugo = chief("hana"), chief("hugo")
    with pytest.raises(PermissionDenied):
        proposed(by=ben())
    with pytest.raises(PermissionDenied):
        proposed(by=person("robot", "HOSPITAL_ADMINISTRATOR", worker=True))
    with pytest.raises(policies.NotNow, match="holds here already"):
        proposed(SHIPPED, by=hana)
    with pytest.raises(policies.NotNow, match="cut-offs"):
        proposed(replace(SHIPPED, cuts=(1,)), by=hana)
    row = proposed(by=hana)
    with pytest.raises(policies.NotNow, match="Another proposal"):
        proposed(by=hugo)
    with pytest.raises(PermissionDenied, match="second person"):
        confirmed(row, hana)
    with pytest.raises(PermissionDenied, match="24 hours"):
        confirmed(row, hugo, AT + HOUR, AT + HOUR)
    with pytest.raises(PermissionDenied, match="Prove"):
        confirmed(row, hugo, proved_at=None)
    with pytest.raises(policies.NotNow, match="set back"):
        confirmed(row, hugo, AT + 1.5 * DAY, AT + 1.5 * DAY)
    actions.decline_rules(row=row, by=hana, at=AT + 3 * DAY, reason="no")
    with pytest.raises(policies.NotNow, match="decided"):
        confirmed(row, hugo)
    with pytest.raises(policies.NotNow, match="decided"):
        actions.decline_rules(row=row, by=hugo, at=AT + 3 * DAY, reason="no")
    assert queries.standard(site()).row is None


def test_nobody_signs_alone_past_the_actions_either():
    row = proposed()
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        audit.acting_as("test", at=AT, why="a try"),
    ):
        RuleSet.objects.filter(pk=row.pk).update(
            state="in_force", decided_by=row.proposed_by, decided_at=AT + 9 * DAY
        )
