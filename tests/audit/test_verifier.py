"""The chain as anybody can check it, with the standard library alone."""

import pytest

from carepath.audit import verifier


@pytest.mark.parametrize(
    ("one", "other"),
    [(["ab", "c"], ["a", "bc"]), ([None], [""]), (["1:a"], ["", "a"]), ([1, 12], [11, 2])],
)
def test_nothing_moves_from_one_column_to_the_next(one, other):
    assert verifier.framed(one) != verifier.framed(other)


def test_framing_counts_letters_not_bytes():
    assert verifier.framed(["é", None, 7]) == "1:é-:1:7".encode()
