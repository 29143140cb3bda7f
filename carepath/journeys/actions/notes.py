"""Write remarks on a journey; an edit names the version it was made from, so none is lost."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from carepath.audit import actions as audit
from carepath.journeys import policies
from carepath.journeys.models import Journey, Note


class NoteChanged(ValueError):
    """The note is newer than the version an edit was made from; `note` is as it stands now."""

    def __init__(self, note: Note) -> None:
        self.note = note
        sentence = _(
            "This note was changed meanwhile. Your text is kept below: compare, then save."
        )
        super().__init__(sentence)


def write_note(*, journey: Journey, text: str, by: Any, at: datetime) -> Note:
    """Return a new note of this person on the journey."""
    with audit.recording_as(by, at=at):
        note = Note(journey=journey, author=by, written_at=at, text=text)
        _save(note, by, at)
        audit.record("note.written", note, site=journey.site.slug)
    return note


def edit_note(*, note: Note, version: int, text: str, by: Any, at: datetime) -> Note:
    """Return the note with its new text as the next version; NoteChanged if `version` is old.

    NotYours unless this person wrote the note. The same text again changes nothing.
    """
    policies.check_edit_note(note, by=by)
    with audit.recording_as(by, at=at):
        held = Note.objects.select_for_update().select_related("journey__site").get(pk=note.pk)
        if held.text == text:
            return held
        if held.version != version:
            raise NoteChanged(held)
        held.text, held.version = text, held.version + 1
        _save(held, by, at)
        audit.record("note.edited", held, site=held.journey.site.slug, version=held.version)
    return held


def _save(note: Note, by: Any, at: datetime) -> None:
    note._history_user, note._history_date = by, at
    note.save()
