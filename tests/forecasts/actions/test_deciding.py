"""A person decides with a name and a reason, by what was seen and is fresh."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from carepath.audit.models import Entry
from carepath.forecasts import actions, policies
from carepath.forecasts.models import Recommendation
from tests.factories import AT, ben, nora
from tests.forecasts.advice import HOUR, decide, only, run

pytestmark = pytest.mark.django_db


def test_a_decision_has_a_name_and_a_reason_and_is_on_record(where):
    run(0)
    run(1)
    row, who = only(), ben(first_name="Ben", last_name="Smit")
    with pytest.raises(PermissionDenied):
        decide(row, by=nora())
    for wrong in ({"reason": " "}, {"to": "opened"}):
        with pytest.raises(policies.NotNow):
            decide(row, by=who, **wrong)
    decided = decide(row, by=who)
    assert (decided.state, decided.decided_by, decided.reason) == (
        "accepted", "Ben Smit", "two nurses are free",
    )  # fmt: skip
    sentence = Entry.objects.get(verb="recommendation.accepted")
    assert (sentence.actor, sentence.why) == (f"user:{who.pk}", "two nurses are free")
    assert (sentence.detail["unit"], sentence.detail["beds"]) == ("W2", row.beds)
    with pytest.raises(policies.NotNow, match="decided already"):
        decide(row, to="rejected", by=who)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.filter(pk=row.pk).update(reason="")


def test_another_number_of_beds_than_was_seen_is_not_accepted(where):
    run(0)
    run(1)
    row, who = only(), ben()
    with pytest.raises(policies.NotNow, match="another number"):
        actions.decide(
            recommendation=row, to="accepted", reason="x", by=who, at=AT + HOUR, beds=row.beds + 1
        )
    actions.decide(
        recommendation=row, to="accepted", reason="x", by=who, at=AT + HOUR, beds=row.beds
    )


def test_a_stale_forecast_is_not_acted_on(where):
    run(0)
    run(1)
    row, who = only(), ben()
    with pytest.raises(policies.NotNow, match="older than three hours"):
        decide(row, by=who, at=AT + 5 * HOUR)
    assert decide(row, "rejected", by=who, at=AT + 5 * HOUR).state == "rejected"
