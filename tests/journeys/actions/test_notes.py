"""Notes: kept by version, written in the ledger, never lost between two tabs."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from carepath.audit.models import Entry
from carepath.journeys import actions
from carepath.journeys.models import Journey, Note
from tests.factories import AT, ben, nora
from tests.journeys.worlds import ward

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


@pytest.fixture
def journey(db):
    return Journey.objects.get(source=ward(1))


def verbs():
    return list(Entry.objects.filter(verb__startswith="note").values_list("verb", flat=True))


def test_a_note_is_kept_with_who_and_when(journey):
    who = nora()
    note = actions.write_note(journey=journey, text="Waited for a porter.", by=who, at=AT)
    assert (note.author, note.written_at, note.version) == (who, AT, 1)
    assert verbs() == ["note.written"]
    assert note.history.get().history_user == who


def test_an_edit_is_the_next_version(journey):
    who = nora()
    note = actions.write_note(journey=journey, text="a", by=who, at=AT)
    edited = actions.edit_note(note=note, version=1, text="b", by=who, at=LATER)
    assert (edited.version, edited.text) == (2, "b")
    assert list(note.history.values_list("text", flat=True)) == ["b", "a"]
    assert verbs() == ["note.edited", "note.written"]


def test_of_two_tabs_the_second_is_told_and_the_first_stays(journey):
    who = nora()
    note = actions.write_note(journey=journey, text="a", by=who, at=AT)
    actions.edit_note(note=note, version=1, text="first tab", by=who, at=LATER)
    with pytest.raises(actions.NoteChanged) as told:
        actions.edit_note(note=note, version=1, text="second tab", by=who, at=LATER)
    assert told.value.note.text == "first tab"
    assert told.value.note.version == 2
    assert Note.objects.get().text == "first tab"


def test_the_same_text_twice_changes_nothing(journey):
    who = nora()
    note = actions.write_note(journey=journey, text="a", by=who, at=AT)
    actions.edit_note(note=note, version=1, text="b", by=who, at=LATER)
    assert actions.edit_note(note=note, version=1, text="b", by=who, at=LATER).version == 2
    assert len(verbs()) == 2


def test_a_colleagues_note_is_left_alone(journey):
    note = actions.write_note(journey=journey, text="a", by=nora(), at=AT)
    with pytest.raises(PermissionDenied, match="colleague"):
        actions.edit_note(note=note, version=1, text="b", by=ben(), at=LATER)
    assert Note.objects.get().text == "a"
