"""A question is asked and taken back in one line of the ledger each."""

import pytest
from django.core.exceptions import PermissionDenied

from carepath.audit.models import Entry
from carepath.scenarios import actions, policies
from carepath.scenarios.models import Scenario
from tests.factories import AT, ben, nora, site
from tests.scenarios.worlds import LONGER, MORE, asked

pytestmark = pytest.mark.django_db(databases="__all__")
TOLD = [
    {"kind": "beds", "name": "W2", "value": 4},
    {"kind": "station", "name": "CT", "opens": 8, "closes": 22},
]


def said(verb):
    return Entry.objects.filter(verb=verb)


def test_it_waits_and_the_ledger_says_what_was_asked():
    who = ben(first_name="Ben", last_name="Smit")
    row = asked(site(), MORE, LONGER, by=who)
    row.refresh_from_db()
    assert (row.state, row.changes, row.asked_on, row.by_name) == ("waiting", TOLD, AT, "Ben Smit")
    entry = said("scenario.asked").get()
    assert (entry.target, entry.site, entry.at) == (f"scenarios.Scenario:{row.pk}", "north", AT)
    assert entry.detail["changes"] == TOLD and "Four" not in str(entry.detail)


def test_who_may_not_asks_nothing():
    with pytest.raises(PermissionDenied):
        asked(site(), by=nora())
    assert not Scenario.objects.exists() and not said("scenario.asked").exists()


def test_so_many_wait_and_no_more_at_a_site():
    who, where = ben(), site()
    for _ in range(policies.MOST_OPEN):
        asked(where, by=who)
    with pytest.raises(policies.NotNow):
        asked(where, by=who)
    assert asked(site("south"), by=who).pk
    assert said("scenario.asked").count() == policies.MOST_OPEN + 1


def test_it_is_cancelled_once():
    who = ben()
    row = asked(site(), by=who)
    with pytest.raises(PermissionDenied):
        actions.cancel(scenario=row, by=nora(), at=AT)
    actions.cancel(scenario=row, by=who, at=AT)
    late = Scenario.objects.get(pk=row.pk)
    assert (late.state, late.ended_at, late.leased_by) == ("cancelled", AT, "")
    for seen in (row, late):  # also by who still sees it wait
        with pytest.raises(policies.NotNow):
            actions.cancel(scenario=seen, by=who, at=AT)
    assert said("scenario.cancelled").get().site == "north"
