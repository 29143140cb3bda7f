"""What the stored run of a version says, at its site and at others."""

import pytest

from carepath.protocols import queries
from carepath.protocols.models import Replay
from tests.factories import site
from tests.protocols.worlds import active, draft, nora

pytestmark = pytest.mark.django_db


def test_without_a_run_it_is_stale_and_says_so():
    version = draft()
    Replay.objects.all().delete()
    found = queries.replay_check(version)
    assert (found.key, found.required, found.state) == ("replay", True, "stale")
    assert found.problems[0].text == "It has not run for this content yet."
    assert queries.latest_replay(version) is None
    assert queries.shown_replay(version) is None
    assert queries.unread() == [version]


def test_sites_whose_journeys_are_read():
    version = draft()
    assert queries.sites_to_read(version) == [site("north")]
    assert queries.in_force_at(version, site("north")) == ""
    running = active(name="Other")
    assert queries.in_force_at(running.version, site("north")) == running.version.sha256
    assert queries.latest_replay(running.version, site("south")).site == site("north")


def test_counts_of_a_run_without_journeys():
    found = queries.outcome(draft(), site=site("north"), by=nora(), now=0)
    assert (found["n"], found["read"], found["before"]) == (0, 0, None)
    assert [line["rule"] for line in found["lines"]] == ["within-hour", "lactate"]
