"""May this person change this remark."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from carepath.journeys.models import Note


def check_edit_note(note: Note, *, by: Any) -> None:
    """Raise a sentence unless this person wrote the note."""
    if note.author_id != by.pk:
        raise PermissionDenied(
            _("You may not change a colleague's note. Write your own; both will show.")
        )


def may_edit_note(note: Note, *, by: Any) -> bool:
    """Return whether this person wrote the note."""
    return note.author_id == by.pk
