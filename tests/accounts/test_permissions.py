"""Each act has words for people and a word for tokens."""

from carepath.accounts.permissions import Permission


def test_words_and_scopes():
    assert Permission.UNDO_IMPORT.words == "undo an import"
    assert Permission.UNDO_IMPORT.scope == "undo_import"
    assert len({permission.scope for permission in Permission}) == len(Permission)
