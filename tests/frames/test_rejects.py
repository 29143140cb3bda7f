"""Refusals: a sentence for the user that a translation can be put under."""

import pytest

from carepath.frames.rejects import FILE_ERRORS, REASONS, FileError, gettext_noop


def test_the_sentence_can_be_translated_with_its_figures():
    error = FileError("too_big", mib=256)
    assert str(error) == error.template % error.params
    assert "256 MiB" in str(error)
    assert error.code == "too_big"


@pytest.mark.parametrize("sentence", [*REASONS.values(), *FILE_ERRORS.values()])
def test_every_refusal_is_a_sentence(sentence):
    assert sentence[0].isupper() or sentence.startswith("%")
    assert sentence.endswith((".", "?", "…"))
    assert gettext_noop(sentence) is sentence
