"""Who may ask what if, and what a scenario may become."""

import pytest
from django.core.exceptions import PermissionDenied

from carepath.scenarios import policies
from carepath.scenarios.models import Scenario
from tests.factories import AT, ben, nora, person, site
from tests.scenarios.test_models import scenario

pytestmark = pytest.mark.django_db(databases="__all__")
MAY = {"HOSPITAL_ADMINISTRATOR", "BED_MANAGER", "PROTOCOL_OWNER", "QUALITY_LEAD"}


@pytest.mark.parametrize(
    "role",
    [*sorted(MAY), "CLINICIAN", "READ_ONLY", "AUDITOR", "RESEARCHER", "SYSTEM_ADMINISTRATOR"],
)
def test_who_may_ask(role):
    assert policies.may_ask(person("x", role), site()) == (role in MAY)


def test_nobody_without_a_role_and_nobody_of_another_site():
    for who in (person("otto"), person("bea", "BED_MANAGER", at_site="south")):
        with pytest.raises(PermissionDenied, match="run what-if questions"):
            policies.check_ask(who, site("north"))


def test_every_state_says_what_may_become_of_it():
    assert set(policies.TRANSITIONS) == set(Scenario.State)


@pytest.mark.parametrize("state", list(Scenario.State))
def test_only_what_waits_is_cancelled_and_only_by_who_may_ask(state):
    ended = {} if state == "waiting" else {"ended_at": AT}
    who, row = ben(), scenario()
    row.state, row.ended_at = state, ended.get("ended_at")
    assert policies.may_cancel(who, row) == (state == "waiting")
    assert not policies.may_cancel(nora(), row)
    if state == "waiting":
        policies.check_cancel(who, row)
    else:
        with pytest.raises(policies.NotNow, match="already"):
            policies.check_cancel(who, row)


def test_there_is_room_for_some():
    policies.check_room(policies.MOST_OPEN - 1)
    with pytest.raises(policies.NotNow, match="5 scenarios of this site wait already"):
        policies.check_room(policies.MOST_OPEN)
