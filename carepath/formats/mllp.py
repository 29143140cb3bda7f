"""MLLP: messages framed on a stream of bytes (0x0B, message, 0x1C 0x0D).

Reference: HL7 v2 transport specification, minimal lower layer protocol, release 1.
"""

from collections.abc import Iterator

START, END = b"\x0b", b"\x1c\r"
MOST_BYTES = 1024 * 1024
BEGINNING = 2_000
"""Bytes of a frame too large in which its number is looked for."""


class TooBig(ValueError):
    """A frame that is larger than it may be, or that never ends; `beginning` is how it begins."""

    def __init__(self, beginning: bytes) -> None:
        self.beginning = beginning
        super().__init__("A frame is too large.")


class Frames:
    """Takes bytes as they come, in pieces of any size, and gives whole messages."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._held = bytearray()
        self._inside = False
        self.stray = 0
        """Bytes between frames: they belong to no message, and are dropped."""

    @property
    def held(self) -> int:
        """Return how many bytes are here of a message that is not complete."""
        return len(self._held)

    @property
    def beginning(self) -> bytes:
        """Return how the message begins that is not complete."""
        return bytes(self._held[:BEGINNING]) if self._inside else b""

    def take(self, data: bytes) -> Iterator[bytes]:
        """Yield each message that these bytes complete; TooBig ends it."""
        self._held += data
        while True:
            if not self._inside and not self._begin():
                return
            end = self._held.find(END)
            if (end if end >= 0 else len(self._held) - len(END)) > self._most:
                raise TooBig(bytes(self._held[:BEGINNING]))
            if end < 0:
                return
            frame = bytes(self._held[:end])
            del self._held[: end + len(END)]
            self._inside = False
            yield frame

    def _begin(self) -> bool:
        start = self._held.find(START)
        stray = len(self._held) if start < 0 else start
        self.stray += stray
        del self._held[: stray + len(START)]
        self._inside = start >= 0
        return self._inside


def framed(message: bytes) -> bytes:
    """Return a message as it is sent."""
    return START + message + END
