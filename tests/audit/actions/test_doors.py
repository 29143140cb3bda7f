"""The ledger's two doors."""

import pytest
from django.db import IntegrityError, transaction

from carepath.audit import actions
from carepath.audit.models import Entry
from tests.factories import AT, nora

pytestmark = pytest.mark.django_db


def test_a_sentence_says_who_when_what_and_why():
    user = nora(first_name="Nora", last_name="Dam")
    with actions.acting_as(user, at=AT, why="a reason"):
        actions.record("renamed", user, site="north", before="a", after="b")
    said = Entry.objects.get()
    assert (said.actor, said.actor_name) == (f"user:{user.pk}", "Nora Dam")
    assert (said.at, said.verb, said.why, said.site) == (AT, "renamed", "a reason", "north")
    assert said.target == f"accounts.User:{user.pk}"
    assert said.detail == {"before": "a", "after": "b"}


def test_nothing_is_written_outside_a_door():
    with pytest.raises(actions.NoActor, match="open `acting_as`"):
        actions.record("renamed", "x")


@pytest.mark.parametrize(("by", "why"), [("", "reason"), ("setup", "")])
def test_governed_rows_need_an_actor_and_a_reason(by, why):
    with pytest.raises(actions.NoActor), actions.acting_as(by, at=AT, why=why):
        pass


def test_operational_rows_need_no_reason():
    with actions.recording_as("import:5", at=AT):
        actions.record("imported", "ingestion.Message:5")
    assert Entry.objects.get().actor_name == "import:5"


def test_nested_acts_share_one_change():
    with actions.acting_as("setup", at=AT, why="start") as outer:
        actions.record("one")
        with actions.recording_as("import:1", at=AT):
            actions.record("two")
        actions.record("three")
    assert set(Entry.objects.values_list("change_id", flat=True)) == {outer.change_id}
    actors = Entry.objects.order_by("id").values_list("actor", flat=True)
    assert list(actors) == ["setup", "import:1", "setup"]


def test_what_fails_leaves_nothing():
    with pytest.raises(ZeroDivisionError), actions.recording_as("setup", at=AT):
        actions.record("one")
        1 / 0  # noqa: B018
    assert not Entry.objects.exists()


@pytest.mark.parametrize("fields", [{"actor": "", "verb": "did"}, {"actor": "x", "verb": ""}])
def test_the_database_refuses_a_nameless_line(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(at=AT, actor_name="x", **fields)
