import pytest

from carepath.audit import actions as audit
from carepath.audit.models import Entry
from carepath.protocols import policies
from carepath.protocols.actions import rows
from tests.factories import AT
from tests.protocols.worlds import again, draft

pytestmark = pytest.mark.django_db


def test_a_move_is_saved_with_its_sentence():
    version = draft()
    with audit.acting_as("test", at=AT, why="please"):
        rows.move(rows.locked(version), "withdrawn", reviewers=["Nora"])
    assert again(version).state == "withdrawn"
    entry = Entry.objects.get(verb="protocol.withdrawn")
    assert (entry.site, entry.why) == ("north", "please")
    assert entry.detail["before"] == "draft" and entry.detail["reviewers"] == ["Nora"]


def test_a_move_the_table_does_not_know_changes_nothing():
    version = draft()
    with audit.acting_as("test", at=AT, why="please"), pytest.raises(policies.NotNow):
        rows.move(rows.locked(version), "active")
    assert again(version).state == "draft"
