"""Lists of overrides, and what they excuse in which version."""

import pytest

from carepath.protocols import queries
from carepath.protocols.queries import overrides
from tests.analysis.protocols import SEPSIS
from tests.protocols.deviations import asked, confirmed
from tests.protocols.worlds import nora, somebody

pytestmark = pytest.mark.django_db


def test_lists_hold_what_one_sees():
    row = asked()
    assert queries.deviations(by=nora()).items == [row]
    assert queries.deviations(by=nora(), waiting=True).items == [row]
    assert queries.override(pk=row.pk, by=nora()) == row
    assert queries.awaited(by=nora()) == 1
    assert queries.of_journey(row.journey) == [row]
    south = somebody("south", "CLINICIAN", at_site="south")
    assert queries.deviations(by=south).items == []
    assert queries.override(pk=row.pk, by=south) is None
    assert queries.awaited(by=south) == 0


def test_what_is_decided_awaits_nobody():
    row = confirmed()
    assert queries.deviations(by=nora(), waiting=True).items == []
    assert queries.awaited(by=nora()) == 0
    assert overrides.excuses(row)


def test_a_journey_can_deviate_from_each_rule_and_step():
    names = dict(queries.deviable(SEPSIS))
    assert names["rules/lactate"] == "Lactate within 3 h after Sepsis flag"
    assert names["steps/treat"] == "Give antibiotics"
    assert len(names) == len(SEPSIS.rules) + len(SEPSIS.steps)


def test_a_step_without_rule_excuses_nothing():
    assert queries.rules_at("steps/flag", SEPSIS) == frozenset()
    assert queries.rules_at("steps/treat", SEPSIS) == {"within-hour"}
    assert queries.rules_at("rules/lactate", SEPSIS) == {"lactate"}
