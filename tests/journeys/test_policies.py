"""Who may change a note: who wrote it."""

import pytest
from django.core.exceptions import PermissionDenied

from carepath.accounts.models import User
from carepath.journeys import policies
from carepath.journeys.models import Note


@pytest.mark.parametrize(("reader", "allowed"), [(1, True), (2, False)])
def test_only_the_author(reader, allowed):
    note, person = Note(author_id=1), User(pk=reader)
    assert policies.may_edit_note(note, by=person) is allowed
    if allowed:
        policies.check_edit_note(note, by=person)
    else:
        with pytest.raises(PermissionDenied):
            policies.check_edit_note(note, by=person)
