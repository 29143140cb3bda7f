"""Rules of the invented hospital: theirs, signed by two, and one change that waits."""

import pytest

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import roles_that_may
from carepath.demo import actions
from carepath.demo.actions import pressing
from carepath.frames import escalation
from carepath.frames.definitions.pressures import PARAMETERS
from carepath.outcomes import queries
from carepath.outcomes.models import RuleSet
from tests.demo.worlds import NIGHT, a_hospital

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_loopback(settings):
    settings.LOOPBACK_ONLY = True


def test_both_sets_can_be():
    able = [role.name for role in roles_that_may(Permission.ACKNOWLEDGE_ALERT)]
    for rules in (pressing.HOUSE, pressing.OFFERED):
        assert escalation.faults(rules, parameters=PARAMETERS, roles=able) == []


def test_a_hospital_that_lives_gets_them_once():
    site = a_hospital().site
    actions.press(at=NIGHT)
    standard = queries.standard(site)
    assert standard.rules == pressing.HOUSE
    assert standard.row.proposed_by != standard.row.decided_by
    (offered,) = RuleSet.objects.filter(state="proposed")
    assert offered.rules == pressing.OFFERED
    assert actions.press(at=NIGHT) == 0 and RuleSet.objects.count() == 2


def test_not_while_its_beds_are_not_known_and_not_where_personas_count_for_nothing(
    settings, monkeypatch
):
    a_hospital()
    monkeypatch.setattr(pressing.capacity, "is_behind", lambda: True)
    assert actions.press(at=NIGHT) == 0
    monkeypatch.undo()
    settings.LOOPBACK_ONLY = False
    assert actions.press(at=NIGHT) == 0
    assert not RuleSet.objects.exists()
