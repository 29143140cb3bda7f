"""The staging file: what a file says, as ranges of whole journeys, until all are recorded.

One Arrow stream a range, one after the other, then an index of where each begins. It is written
aside and renamed when complete, so that it is whole or not there; it can be made anew from the
message's bytes at any time, and is the same each time.
"""

import io
import json
import os
import struct
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import polars as pl
from django.conf import settings

from carepath.ingestion.models import Message

_TAIL = struct.Struct("<Q8s")
_MAGIC = b"CPSTAGE1"


def path_of(message: Message) -> Path:
    """Return where the message's staging file lies."""
    return Path(settings.CAREPATH_HOME) / "staging" / f"{message.pk}.arrow"


def write(message: Message, ranges: Iterable[pl.DataFrame]) -> int:
    """Write the ranges to the staging file and return how many there are."""
    path = path_of(message)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    starts = [0]
    try:
        with open(draft, "wb", opener=_private) as file:
            for frame in ranges:
                blob = io.BytesIO()
                frame.write_ipc_stream(blob, compression="lz4")
                file.write(blob.getbuffer())
                starts.append(file.tell())
            index = json.dumps(starts).encode()
            file.write(index + _TAIL.pack(len(index), _MAGIC))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return len(starts) - 1


def scratch(message: Message) -> BinaryIO:
    """Return a new file without a name, beside the staging file; it is gone when it is closed."""
    folder = path_of(message).parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return TemporaryFile(dir=folder, buffering=0)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class Staged:
    """A staging file, open for reading."""

    def __init__(self, message: Message) -> None:
        self._file = path_of(message).open("rb")
        try:
            self._starts = self._index()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> "Staged":
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, place: int) -> pl.DataFrame:
        """Return one range of whole journeys (EVENTS)."""
        self._file.seek(self._starts[place])
        blob = self._file.read(self._starts[place + 1] - self._starts[place])
        return pl.read_ipc_stream(io.BytesIO(blob))

    def _index(self) -> list[int]:
        self._file.seek(-_TAIL.size, io.SEEK_END)
        length, magic = _TAIL.unpack(self._file.read(_TAIL.size))
        if magic != _MAGIC:
            raise OSError(f"{self._file.name} is no staging file.")
        self._file.seek(-_TAIL.size - length, io.SEEK_END)
        return json.loads(self._file.read(length))


def remove(message: Message) -> None:
    """Delete the staging file, if there is one."""
    path_of(message).unlink(missing_ok=True)
