"""Bytes of an upload, unpacked on the fly and capped: a bomb is refused with flat memory."""

import io
import zlib
from typing import Protocol

from carepath.frames.rejects import FileError

CAP_MIB = 256
GZIP_RATIO = 100
_MAGIC = b"\x1f\x8b"
_BLOCK = 64 * 1024
_MIB = 1024 * 1024  # the ratio is judged beyond one: a small file may well shrink a lot
_MEMBERS = 10_000


class Readable(Protocol):
    """Anything with `read(n)`: an open file, an upload, parts of a message."""

    def read(self, size: int, /) -> bytes: ...


def is_gzip(head: bytes) -> bool:
    """Tell whether these first bytes are those of a gzip file."""
    return head[:2] == _MAGIC


def unpack_head(head: bytes) -> bytes:
    """Return the first bytes of the content, unpacked as far as they go."""
    if not is_gzip(head):
        return head
    try:
        return zlib.decompressobj(31).decompress(head, 4 * _MIB)
    except zlib.error as error:
        raise FileError("damaged_gzip") from error


def check(stream: Readable) -> None:
    """Read a stream to its end: FileError where it is cut off, damaged or unpacks too far."""
    whole = Capped(stream)
    while whole.read(_BLOCK):
        pass


class Capped(io.RawIOBase):
    """A readable stream of the unpacked bytes; FileError at 256 MiB or a ratio above 100."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._inflate: zlib._Decompress | None = None
        self._started = self._ended = False
        self._packed = self._given = self._members = 0
        self._pending = b""  # packed bytes that are not inflated yet
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, target: bytearray) -> int:
        while not self._ready and not self._ended:
            self._ready = self._next()
        piece, self._ready = self._ready[: len(target)], self._ready[len(target) :]
        target[: len(piece)] = piece
        self._given += len(piece)
        self._check()
        return len(piece)

    def _next(self) -> bytes:
        if self._pending:
            return self._inflated()
        block = self._stream.read(_BLOCK)
        self._packed += len(block)
        self._ended = not block
        if not self._started and is_gzip(block):
            self._inflate = zlib.decompressobj(31)
        self._started = True
        if not self._inflate:
            return block
        if self._ended and not self._inflate.eof:
            return self._drained()
        self._pending = block
        return b""

    def _drained(self) -> bytes:
        """Return what the inflater still holds after the last byte."""
        piece = self._inflate.decompress(b"", _BLOCK)
        if not piece and not self._inflate.eof:
            raise FileError("damaged_gzip")
        self._ended = not piece
        return piece

    def _inflated(self) -> bytes:
        """Return a piece of what waits, at most one block, and keep the rest waiting."""
        if self._inflate.eof:
            self._pending = self._pending.lstrip(b"\0")  # padding between members
            self._members += 1
            self._inflate = zlib.decompressobj(31) if self._pending else self._inflate
        if not self._pending:
            return b""
        try:
            piece = self._inflate.decompress(self._pending, _BLOCK)
        except zlib.error as error:
            raise FileError("damaged_gzip") from error
        ended = self._inflate.eof
        self._pending = self._inflate.unused_data if ended else self._inflate.unconsumed_tail
        return piece

    def _check(self) -> None:
        if self._given > CAP_MIB * _MIB:
            raise FileError("too_big", mib=CAP_MIB)
        if self._inflate and self._given > _MIB + GZIP_RATIO * self._packed:
            raise FileError("gzip_ratio", ratio=GZIP_RATIO)
        if self._members > _MEMBERS:
            raise FileError("damaged_gzip")
