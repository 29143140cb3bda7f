"""Partitions: immutable Arrow files by site, source and month, and the manifest that names them.

A journey lives whole in the month (UTC) it began. A partition is two files, spans and journeys.
The manifest is replaced last, by rename, so a reader sees the old set or the new one, never half.
Files that no manifest names are removed at the next write but one; a reader who came too late for
a file (FileNotFoundError) reads the manifest again. Sources lie apart, so that a large import into
one leaves the files of all others, and what was computed from them, as they are.
"""

import json
import os
import uuid
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from carepath.frames.spans import JOURNEY_COLUMNS, SPAN_COLUMNS, Spans, empty
from carepath.spanstore.encode import joined, without

MANIFEST = "manifest.json"
FORMAT = 2


@dataclass(frozen=True, slots=True)
class Partition:
    """One month of one source at a site: its files' name and what lies in them."""

    site: int
    source: int
    month: str  # 2014-10
    name: str
    journeys: int
    spans: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the store holds, up to which change number, and when that was written (microseconds)."""

    watermark: int = 0
    version: str = ""
    format: int = FORMAT
    written_at: int = 0
    partitions: tuple[Partition, ...] = field(default_factory=tuple)


def manifest(folder: Path) -> Manifest:
    """Return the manifest; an empty one where there is none or of another format."""
    try:
        content = json.loads((folder / MANIFEST).read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return Manifest()
    if content.get("format") != FORMAT:
        return Manifest()
    partitions = tuple(Partition(**entry) for entry in content.pop("partitions"))
    return Manifest(**content, partitions=partitions)


def read(folder: Path, wanted: Collection[Partition]) -> Spans:
    """Return all journeys of these partitions, by month."""
    ordered = sorted(wanted, key=lambda p: (p.month, p.site, p.source))
    parts = [read_partition(folder, partition) for partition in ordered]
    return joined(parts) if parts else empty()


def read_partition(folder: Path, partition: Partition) -> Spans:
    """Return one partition's journeys."""
    spans = pl.read_ipc(folder / f"{partition.name}.spans.arrow")
    heads = pl.read_ipc(folder / f"{partition.name}.journeys.arrow")
    offsets = np.concatenate(([0], np.cumsum(heads["n_spans"].to_numpy()))).astype(np.int64)
    return Spans(
        offsets=offsets,
        **{name: spans[name].to_numpy() for name in SPAN_COLUMNS},
        **{name: heads[name].to_numpy() for name in JOURNEY_COLUMNS},
    )


def update(
    folder: Path,
    changed: Mapping[tuple[int, int], Spans],
    gone: np.ndarray,
    *,
    watermark: int,
    at: int = 0,
) -> Manifest:
    """Replace journeys: `changed` is (site, source) -> their spans now, for every source in which
    one changed; `gone` the ids of all that changed; `at` the moment in microseconds.

    Only partitions that hold or receive one of these journeys are written anew.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    old = manifest(folder)
    arriving = {
        (*key, month): part
        for key, spans in changed.items()
        for month, part in by_month(spans).items()
    }
    kept: list[Partition] = []
    for partition in old.partitions:
        if (partition.site, partition.source) not in changed:
            kept.append(partition)
            continue
        key = (partition.site, partition.source, partition.month)
        stored = read_partition(folder, partition)
        rest = without(stored, gone)
        if rest is stored and key not in arriving:
            kept.append(partition)
        elif parts := [part for part in (rest, arriving.pop(key, None)) if part is not None]:
            kept += _written(folder, *key, joined(parts))
    for key, part in arriving.items():
        kept += _written(folder, *key, part)
    new = Manifest(watermark, uuid.uuid4().hex, FORMAT, at, tuple(kept))
    _replace(folder, new)
    _tidy(folder, old, new)
    return new


def by_month(spans: Spans) -> dict[str, Spans]:
    """Return the journeys by the month (UTC) they opened in."""
    days = spans.opened.astype("datetime64[us]").astype("datetime64[M]")
    return {str(month): spans.take(days == month) for month in np.unique(days)}


def _written(folder: Path, site: int, source: int, month: str, spans: Spans) -> list[Partition]:
    if not spans.n_journeys:
        return []
    spans = spans.take(np.lexsort((spans.journey_id, spans.opened)))
    name = f"{site}-{source}-{month}-{uuid.uuid4().hex[:12]}"
    heads = {column: getattr(spans, column) for column in JOURNEY_COLUMNS}
    heads["n_spans"] = np.diff(spans.offsets)
    _write(folder / f"{name}.journeys.arrow", pl.DataFrame(heads))
    rows = {column: getattr(spans, column) for column in SPAN_COLUMNS}
    _write(folder / f"{name}.spans.arrow", pl.DataFrame(rows))
    return [Partition(site, source, month, name, spans.n_journeys, spans.n_spans)]


def _write(path: Path, frame: pl.DataFrame) -> None:
    with path.open("wb") as file:
        frame.write_ipc(file, compression="uncompressed")
        file.flush()
        os.fsync(file.fileno())


def _replace(folder: Path, new: Manifest) -> None:
    draft = folder / f".{MANIFEST}.{new.version}"
    with draft.open("w") as file:
        json.dump(asdict(new), file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / MANIFEST)


def _tidy(folder: Path, old: Manifest, new: Manifest) -> None:
    named = {partition.name for one in (old, new) for partition in one.partitions}
    for path in folder.glob("*.arrow"):
        if path.name.split(".")[0] not in named:
            path.unlink(missing_ok=True)
