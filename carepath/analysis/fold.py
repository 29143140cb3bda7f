"""Rows of a file to events: times read in their zone, starts paired with completions, sorted.

Batch by batch the text becomes integer codes and microseconds, so that memory stays flat, and what
is long goes to a scratch file; pairing, the repeated hour of autumn and the order of a journey need
the whole file and come last. See `zones` for civil time, `pairs` for lifecycles, `refs` for the
identity of a row.
"""

from collections import Counter
from io import BytesIO
from typing import BinaryIO

import numpy as np
import polars as pl
from numpy.typing import NDArray

from carepath.analysis import zones
from carepath.analysis.codes import Codes, Names
from carepath.analysis.distinct import starts
from carepath.analysis.folded import Folded, Texts
from carepath.analysis.foldnotes import Notes, describe
from carepath.analysis.foldtexts import Said, Shelf
from carepath.analysis.spanning import Spanned, Table, of_intervals, of_lifecycle
from carepath.analysis.timetext import Reader, Times
from carepath.frames import lifecycle
from carepath.frames.batch import Batch
from carepath.frames.columns import FLAGS, REJECTS
from carepath.frames.mapping import Mapping
from carepath.frames.moments import DAY, UNKNOWN
from carepath.frames.rejects import REASONS, FileError
from carepath.frames.spans import PRECISIONS

BAD_SHARE = 0.2
MAX_STAGES = MAX_NAMES = 10_000
_HOPELESS = 20_000
"""After so many rows a file with nine bad ones in ten is given up."""
_MOMENTS = ("requested", "start", "time")  # in the order in which they happen
_DAY = PRECISIONS.index("day")
_TEXTS = ("instance", "event_id")
_FAULTS = ("", "bad_time", "bad_lifecycle", "skipped", "missing_time")


def events(rows: pl.DataFrame, mapping: Mapping) -> Folded:
    """Return the events of these rows (ROWS), folded at once; FileError as for `finish`."""
    folding = Folding(mapping)
    empty = pl.DataFrame(schema=REJECTS)
    bad = folding.add(Batch(rows, empty, ()))
    folded = folding.finish()
    folded.rejects = pl.concat([bad, folded.rejects])
    return folded


class Folding:
    """Takes batches as they are read; `finish` returns what happened, in order.

    `scratch` is a file of its own for long texts, open for reading and writing until the last
    events are given out; without it they stay in memory.
    """

    def __init__(self, mapping: Mapping, scratch: BinaryIO | None = None) -> None:
        self._mapping = mapping
        self._paired = bool(mapping.lifecycle and not mapping.start)
        self._reader = Reader(mapping)
        self._cases, self._patients = Names(), Names()
        self._stages, self._units, self._roles = Codes(), Codes(), Codes()
        scratch = BytesIO() if scratch is None else scratch
        self._attributes = Shelf(scratch) if mapping.event_attributes else None
        self._said = Said(scratch) if mapping.case_attributes else None
        self._parts: dict[str, list] = {}
        self._repeated: list[tuple[NDArray, ...]] = []
        self._reasons: Counter[str] = Counter()
        self._rows_read = self._taken = 0

    def add(self, batch: Batch) -> pl.DataFrame:
        """Take a batch and return its rows whose times or words cannot be read (REJECTS).

        FileError when nearly nothing of the file before it could be used.
        """
        if self._rows_read >= _HOPELESS:
            self._judge(0.9)
        rows = batch.rows
        moments = [name for name in _MOMENTS if getattr(self._mapping, name)]
        times = {name: self._reader.read(rows[name]) for name in moments}
        words = _words(rows["lifecycle"]) if self._paired else None
        fault = _faults(times, words, len(rows))
        bad = self._rejects(batch, fault, times)
        self._count(batch, bad)
        if fault.any():
            keep = fault == 0
            rows = rows.filter(pl.Series(keep))
            times = {name: found.take(keep) for name, found in times.items()}
            words = None if words is None else words[keep]
        self._store(rows, times, words)
        return bad

    def finish(self) -> Folded:
        """Return the events of all batches.

        FileError when more than a fifth of the rows cannot be used, or when the activity, unit or
        role column holds more than ten thousand different values.
        """
        self._judge(BAD_SHARE)
        cases, table, texts = self._table()
        notes = Notes()
        patients = self._settle_patients(table, len(cases), notes)
        kept = _without_repeated_ids(table, texts["event_id"])
        repeats = 0 if kept is None else int((~kept).sum())
        if repeats:
            table = {name: column[kept] for name, column in table.items()}
            texts = {n: c if c is None else c.filter(pl.Series(kept)) for n, c in texts.items()}
            self._attributes = self._attributes and self._attributes.take(kept)
        notes.duplicates = repeats
        spans, rejects = self._spans(table, texts["instance"], notes)
        self._judge(BAD_SHARE)
        spans.sort()
        self._report(spans, notes)
        return Folded(spans, self._texts(cases, patients, table, texts), rejects, notes)

    def _store(self, rows: pl.DataFrame, times: dict[str, Times], words: NDArray | None) -> None:
        case, stage = self._cases.of(rows["case"]), self._stages.of(rows["activity"])
        if len(self._stages) > MAX_STAGES:
            raise FileError("too_many_stages", stages=MAX_STAGES)
        part: dict = {"case": case, "stage": stage}
        part["seq"] = rows["row"].to_numpy().astype(np.int32)
        part |= self._moments(times, len(rows))
        if words is not None:
            part["word"] = words
        for name, codes in (("unit", self._units), ("role", self._roles)):
            part[name] = codes.of(rows[name]) if getattr(self._mapping, name) else None
            if len(codes) > MAX_NAMES:
                raise FileError(f"too_many_{name}s", names=MAX_NAMES)
        part["patient"] = self._patients.of(rows["patient"]) if self._mapping.patient else None
        part |= {name: rows[name] if getattr(self._mapping, name) else None for name in _TEXTS}
        for name, column in part.items():
            self._parts.setdefault(name, []).append(column)
        if self._attributes is not None:
            self._attributes.add(rows["attributes"])
        if self._said is not None:
            self._said.add(case, rows["case_attributes"])
        self._taken += len(rows)

    def _moments(self, times: dict[str, Times], n: int) -> dict[str, NDArray]:
        """Return the times in UTC with their precision and flags; note the repeated ones."""
        flags = np.zeros(n, np.int16)
        precision = np.full(n, PRECISIONS.index(self._mapping.precision), np.uint8)
        found: dict[str, NDArray] = {}
        for read in times.values():
            precision = np.maximum(precision, np.where(read.known, read.precision, 0))
        for number, (name, read) in enumerate(times.items()):
            wall = np.where(precision == _DAY, read.us // DAY * DAY, read.us)
            civil = zones.to_utc(np.where(read.naive, wall, 0), self._mapping.zone)
            utc = np.where(read.naive, civil.utc, read.us)
            days = (precision == _DAY) & ~read.naive & read.known
            if days.any():
                utc[days] = zones.midnight(utc[days], self._mapping.zone)
            flags[read.naive & civil.skipped] |= FLAGS["missing_hour"]
            twice = np.flatnonzero(read.naive & (civil.second > 0))
            self._repeated.append(
                (twice + self._taken, np.full(len(twice), number), wall[twice], civil.second[twice])
            )
            found[name] = np.where(read.known, utc, UNKNOWN)
        return found | {"flags": flags, "precision": precision}

    def _rejects(self, batch: Batch, fault: NDArray, times: dict[str, Times]) -> pl.DataFrame:
        numbers = batch.rows["row"]
        found = []
        for at in np.flatnonzero(fault).tolist():
            code = _FAULTS[fault[at]]
            detail = self._time_detail(times, at) if code == "bad_time" else REASONS[code]
            found.append((numbers[at], code, detail, batch.raw(numbers[at])))
        return pl.DataFrame(found, schema=REJECTS, orient="row")

    def _time_detail(self, times: dict[str, Times], at: int) -> str:
        name = next(name for name, read in times.items() if read.given[at] and not read.known[at])
        form = self._mapping.time_format or "ISO 8601 (yyyy-MM-dd HH:mm:ss)"
        return f"The time in “{getattr(self._mapping, name)}” cannot be read as {form}."

    def _count(self, batch: Batch, bad: pl.DataFrame) -> None:
        self._rows_read += len(batch.rows) + len(batch.rejects)
        self._reasons.update(batch.rejects["reason"].to_list())
        self._reasons.update(bad["reason"].to_list())

    def _judge(self, share: float) -> None:
        bad = self._reasons.total()
        if bad > share * self._rows_read:
            sentence = REASONS[self._reasons.most_common(1)[0][0]]
            raise FileError("too_many_bad", bad=bad, rows=self._rows_read, sentence=sentence)

    def _table(self) -> tuple[pl.Series, Table, dict[str, pl.Series | None]]:
        """Return the cases by code and all rows as columns; the parts go as they are joined."""
        table: Table = {}
        for name in [name for name in self._parts if name not in _TEXTS]:
            parts = self._parts.pop(name)
            if parts[0] is not None:
                table[name] = np.concatenate(parts)
        texts = {}
        for name in _TEXTS:
            parts = self._parts.pop(name, [None])
            texts[name] = None if parts[0] is None else pl.concat(parts)
        n = self._taken
        for name, kind in (("case", np.int32), ("stage", np.int32), ("seq", np.int32)):
            table.setdefault(name, np.empty(n, kind))
        table.setdefault("flags", np.empty(n, np.int16))
        table.setdefault("precision", np.empty(n, np.uint8))
        if self._paired:
            table.setdefault("word", np.empty(n, np.uint8))
        for name in _MOMENTS:
            table.setdefault(name, np.full(n, UNKNOWN))
        cases, lasting = self._cases.settle()
        table["case"] = lasting[table["case"]]
        if self._said is not None:
            self._said.settle(lasting)
        self._second_passes(table)
        return cases, table, texts

    def _settle_patients(
        self, table: Table, cases: int, notes: Notes
    ) -> tuple[pl.Series, NDArray[np.int32] | None]:
        """Return the patients by code, and the first one named in each case (None = no column)."""
        texts, lasting = self._patients.settle()
        if not self._mapping.patient:
            return texts, None
        code = table.pop("patient", np.empty(0, np.int32))
        rows = np.flatnonzero(code >= 0)
        case, patient = table["case"][rows], lasting[code[rows]]
        order = np.argsort(case, kind="stable")
        first = order[starts(case[order])]
        found = np.full(cases, -1, np.int32)
        found[case[first]] = patient[first]
        others = np.zeros(cases, bool)
        others[case[patient != found[case]]] = True
        notes.several_patients = int(others.sum())
        return texts, found

    def _second_passes(self, table: Table) -> None:
        if not self._repeated:
            return
        row, number, wall, shift = (np.concatenate(c) for c in zip(*self._repeated, strict=True))
        order = np.lexsort((number, row))
        row, number, wall, shift = row[order], number[order], wall[order], shift[order]
        second, lone = zones.second_passes(table["case"][row], wall)
        moments = [name for name in _MOMENTS if getattr(self._mapping, name)]
        for index, name in enumerate(moments):
            mine = second & (number == index)
            table[name][row[mine]] += shift[mine]
        table["flags"][row[second]] |= FLAGS["second_pass"]
        table["flags"][row[lone]] |= FLAGS["ambiguous_hour"]

    def _spans(
        self, table: Table, instance: pl.Series | None, notes: Notes
    ) -> tuple[Spanned, pl.DataFrame]:
        nothing = pl.DataFrame(schema=REJECTS)
        if not self._paired or (table["word"] == lifecycle.COMPLETE).all():
            notes.intervals = bool(self._mapping.start)
            return of_intervals(table, notes.intervals), nothing
        spans, found = of_lifecycle(table, instance)
        notes.intervals = bool((table["word"] == lifecycle.START).any())
        notes.lifecycle_ignored = len(found.merged)
        self._reasons["unpaired_withdrawal"] += len(found.lost)
        code = "unpaired_withdrawal"
        lost = [(int(row), code, REASONS[code], None) for row in np.sort(table["seq"][found.lost])]
        return spans, pl.DataFrame(lost, schema=REJECTS, orient="row")

    def _texts(
        self,
        cases: pl.Series,
        patients: tuple[pl.Series, NDArray[np.int32] | None],
        table: Table,
        texts: dict[str, pl.Series | None],
    ) -> Texts:
        return Texts(
            cases,
            self._stages.texts(),
            self._units.texts(),
            self._roles.texts(),
            *patients,
            table.get("unit"),
            table.get("role"),
            self._attributes,
            self._said,
            texts["event_id"],
            texts["instance"],
        )

    def _report(self, spans: Spanned, notes: Notes) -> None:
        bad = self._reasons.total()
        notes.rows, notes.rejected = self._rows_read, bad
        notes.accepted = self._rows_read - bad - notes.duplicates
        notes.reasons = {code: n for code, n in self._reasons.most_common() if n}
        describe(spans, notes)
        counts = np.bincount(spans.stage, minlength=len(self._stages)).tolist()
        names = zip(self._stages.texts(), counts, strict=True)
        notes.stages = dict(sorted(names, key=lambda item: (-item[1], item[0])))


def _words(said: pl.Series) -> NDArray[np.uint8]:
    """Return the transition code of each word; a row without a word is a completion."""
    words = said.str.strip_chars().str.to_lowercase().fill_null("complete")
    kinds = words.unique()
    codes = [lifecycle.CODE_OF.get(word, lifecycle.UNKNOWN_WORD) for word in kinds]
    return words.replace_strict(kinds, codes, return_dtype=pl.UInt8).to_numpy().copy()


def _faults(times: dict[str, Times], words: NDArray | None, n: int) -> NDArray[np.uint8]:
    """Return the number of the fault of each row, 0 for none."""
    fault = np.zeros(n, np.uint8)
    if words is not None:
        fault[words == lifecycle.UNKNOWN_WORD] = _FAULTS.index("bad_lifecycle")
        fault[words == lifecycle.SKIP] = _FAULTS.index("skipped")
        fault[~times["time"].given] = _FAULTS.index("missing_time")
    for read in times.values():
        fault[read.given & ~read.known] = _FAULTS.index("bad_time")
    return fault


def _without_repeated_ids(table: Table, event_id: pl.Series | None) -> NDArray[np.bool_] | None:
    """Return which rows stay when of rows with the same event id only the last does."""
    if event_id is None:
        return None
    word = table.get("word", np.zeros(len(event_id), np.uint8))
    frame = pl.DataFrame({"case": table["case"], "id": event_id, "word": word})
    last = frame.select(pl.struct(pl.all()).is_last_distinct()).to_series()
    return (last | event_id.is_null()).to_numpy()
