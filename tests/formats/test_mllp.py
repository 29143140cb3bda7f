"""MLLP: whatever the pieces, the same messages; what never ends is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath.formats import mllp

MESSAGES = st.lists(
    st.binary(max_size=40).filter(lambda raw: mllp.END not in raw + b"\x1c"), max_size=5
)
STRAY = st.binary(max_size=5).filter(lambda raw: mllp.START not in raw)


@given(MESSAGES, st.lists(STRAY, min_size=6, max_size=6), st.data())
def test_messages_come_out_whatever_the_pieces(messages, strays, data):
    stream, gaps = strays[0], len(strays[0])
    for message, stray in zip(messages, strays[1:], strict=False):
        stream += mllp.framed(message) + stray
        gaps += len(stray)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    frames, found = mllp.Frames(), []
    for begin, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        found += frames.take(stream[begin:end])
    assert found == messages
    assert frames.stray == gaps


@pytest.mark.parametrize("end", [b"", mllp.END])
def test_what_is_too_large_is_refused_once_it_is_seen(end):
    frames = mllp.Frames(most=10)
    with pytest.raises(mllp.TooBig) as caught:
        list(frames.take(mllp.START + b"x" * 13 + end))
    assert caught.value.beginning.startswith(b"x" * 13)


def test_the_largest_passes_and_what_follows_it_is_no_part_of_it():
    frames = mllp.Frames(most=10)
    assert list(frames.take(mllp.framed(b"x" * 10) * 3)) == [b"x" * 10] * 3
