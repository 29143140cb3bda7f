"""A reason beside a violation: by who may decide, once, for a rule the journey follows."""

import pytest
from django.core.exceptions import PermissionDenied

from carepath.journeys.models import Journey
from carepath.protocols import actions, policies
from carepath.protocols.models import Excuse
from tests.factories import AT
from tests.journeys.frames import event
from tests.protocols.actions.test_following import follow, happens
from tests.protocols.worlds import active, nora, somebody

pytestmark = pytest.mark.django_db


def excuse(by, rule="within-hour"):
    running = active()
    if not Journey.objects.exists():
        happens(event("a", "Sepsis flag", 10, 10))
        follow()
    return actions.excuse(
        journey=Journey.objects.get(), protocol=running.protocol, rule=rule, by=by, at=AT,
        reason="known allergy",
    )  # fmt: skip


def test_a_reason_is_kept_by_name_and_time():
    found = excuse(nora())
    assert (found.by, found.at, found.reason) == (nora(), AT, "known allergy")
    assert found.history.count() == 1


def test_for_a_rule_that_is_not_followed_there_is_none():
    with pytest.raises(policies.NotNow, match="follows no such rule"):
        excuse(nora(), rule="nowhere")
    assert not Excuse.objects.exists()


def test_a_second_reason_is_refused():
    found = excuse(nora())
    with pytest.raises(policies.NotNow, match="kept for this rule already"):
        actions.excuse(
            journey=found.journey, protocol=found.protocol, rule=found.rule, by=nora(), at=AT,
            reason="another",
        )  # fmt: skip


def test_who_only_reads_excuses_nothing():
    with pytest.raises(PermissionDenied):
        excuse(somebody("r", "READ_ONLY"))
