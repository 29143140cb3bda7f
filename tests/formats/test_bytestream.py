"""Uploaded bytes: unpacked on the fly, capped with flat memory."""

import gzip
import io
import random
import zlib

import pytest

from carepath.formats import bytestream
from carepath.formats.bytestream import Capped, check, is_gzip, unpack_head
from carepath.frames.rejects import FileError

NOISE = random.Random(3).randbytes(300_000)


class Dripping(io.BytesIO):
    """A stream that gives a few bytes at a time, as a socket may."""

    def read(self, size=-1):
        return super().read(min(size, 7_001))


def unpacked(data, stream=io.BytesIO):
    return io.BufferedReader(Capped(stream(data)), 9_973).read()


@pytest.mark.parametrize("stream", [io.BytesIO, Dripping])
@pytest.mark.parametrize("content", [b"", b"x", NOISE, NOISE * 4, b"ab" * 200_000])
def test_plain_and_packed_content_is_the_same(content, stream):
    assert unpacked(content, stream) == content
    assert unpacked(gzip.compress(content), stream) == content


def test_members_follow_each_other_with_padding():
    packed = b"".join(gzip.compress(NOISE[n : n + 1000]) for n in range(0, 300_000, 1000))
    assert unpacked(packed) == NOISE
    assert unpacked(packed + bytes(70_000)) == NOISE
    assert unpacked(packed, Dripping) == NOISE


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(NOISE)[:-9],
        gzip.compress(NOISE)[:1000],
        gzip.compress(NOISE)[:5000] + b"?" * 50 + gzip.compress(NOISE)[5050:],
        b"\x1f\x8b",
        b"\x1f\x8bnot gzip",
        gzip.compress(NOISE) + b"trailing rubbish",
    ],
)
def test_damage_is_told(data):
    for read in (unpacked, lambda data: check(io.BytesIO(data))):
        with pytest.raises(FileError) as error:
            read(data)
        assert error.value.code == "damaged_gzip"


def test_a_whole_stream_passes_its_check():
    for data in (NOISE, gzip.compress(NOISE), gzip.compress(b"a") + gzip.compress(NOISE)):
        assert check(Dripping(data)) is None


def test_a_bomb_is_refused_at_the_ratio():
    bomb = gzip.compress(bytes(30_000_000))
    with pytest.raises(FileError) as error:
        unpacked(bomb)
    assert error.value.code == "gzip_ratio"


def test_members_without_end_are_refused():
    with pytest.raises(FileError):
        unpacked(gzip.compress(b"") * 10_002)


def test_the_cap_counts_unpacked_bytes(monkeypatch):
    monkeypatch.setattr(bytestream, "CAP_MIB", 1)
    for data in (NOISE * 4, gzip.compress(NOISE * 4)):
        with pytest.raises(FileError, match="larger than 1 MiB"):
            unpacked(data)
    assert len(unpacked(NOISE * 3)) == 900_000


def test_the_first_bytes_may_be_cut_anywhere():
    packed = gzip.compress(NOISE)
    assert NOISE.startswith(unpack_head(packed[:5000]))
    assert unpack_head(NOISE) is NOISE
    assert (is_gzip(packed), is_gzip(NOISE), is_gzip(b"")) == (True, False, False)
    with pytest.raises(FileError):
        unpack_head(b"\x1f\x8b" + b"\xff" * 20)


def test_a_bomb_in_the_first_bytes_stays_small():
    head = zlib.compress(bytes(10**8), wbits=31)
    assert len(unpack_head(head)) <= 4 * 1024 * 1024
