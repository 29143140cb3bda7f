"""Time lived through at once: what happened in it, as ranges of whole journeys in a file.

The file is written aside and renamed when complete, so that it is whole or not there. It can be
made anew at any time and is the same each time, so that a killed process costs time only.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from django.conf import settings

from carepath.demo.actions import engine
from carepath.demo.models import Hospital
from carepath.frames.moments import DAY, to_us

RANGE = 4_000
"""Spans recorded in one transaction, about: the write lock is held 0.2 s at most."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What happened up to the row's target, and the engine's state then."""

    key: str
    frame: pl.DataFrame
    cuts: tuple[int, ...]
    state: bytes

    def __len__(self) -> int:
        return len(self.cuts) - 1

    def __getitem__(self, place: int) -> pl.DataFrame:
        """Return one range of whole journeys."""
        return self.frame[self.cuts[place] : self.cuts[place + 1]]


_held: list[Drawn] = []


def drawn(row: Hospital, *, told: Callable[[float], None]) -> Drawn:
    """Return what happens up to the row's target: held here, in the file, or lived through now.

    `told` is called with the share that is lived through, day by day.
    """
    key = key_of(row)
    if not _held or _held[0].key != key:
        forget()
        _held.append(_read(row) or _lived(row, told))
    return _held[0]


def key_of(row: Hospital) -> str:
    """Return the name of this stretch of this hospital's time."""
    return f"{row.pk}-{row.seed}-{row.emitted_until}-{to_us(row.target_at)}"


def forget() -> None:
    """Let go of what is held here."""
    _held.clear()


def remove_all() -> None:
    """Delete the files."""
    forget()
    for path in _folder().glob("*"):
        path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.CAREPATH_HOME) / "demo"


def _read(row: Hospital) -> Drawn | None:
    path = _folder() / f"{key_of(row)}.arrow"
    if not path.exists():
        return None
    frame = pl.read_ipc(path)
    return Drawn(key_of(row), frame, _cuts(frame), path.with_suffix(".state").read_bytes())


def _lived(row: Hospital, told: Callable[[float], None]) -> Drawn:
    hospital = engine.of(row).hospital
    engine.forget()  # from here on it is ahead of its row
    begins, ends, found = hospital.now, to_us(row.target_at), []
    for until in [*range(begins + DAY, ends, DAY), ends]:
        found.append(hospital.run(until))
        told((until - begins) / max(ends - begins, 1))
    frame = pl.concat(found).unique("ref", keep="last", maintain_order=True)
    frame = frame.sort("case", maintain_order=True)
    state = hospital.save()
    _write(key_of(row), frame, state)
    return Drawn(key_of(row), frame, _cuts(frame), state)


def _write(key: str, frame: pl.DataFrame, state: bytes) -> None:
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in folder.glob("*"):
        path.unlink(missing_ok=True)
    _replace(folder / f"{key}.state", lambda file: file.write(state))
    _replace(folder / f"{key}.arrow", lambda file: frame.write_ipc(file, compression="lz4"))


def _replace(path: Path, write: Callable) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with open(draft, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        write(file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _cuts(frame: pl.DataFrame) -> tuple[int, ...]:
    """Return where ranges of whole journeys begin, and the end of the last."""
    if frame.is_empty():
        return (0,)
    cases = frame["case"]
    firsts = np.flatnonzero((cases != cases.shift(1)).fill_null(True).to_numpy())
    wanted = np.searchsorted(firsts, np.arange(RANGE, frame.height, RANGE))
    inner = np.unique(firsts[wanted[wanted < len(firsts)]])
    return (0, *inner[inner > 0].tolist(), frame.height)
