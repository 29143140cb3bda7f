"""Spans of a whole file as sorted integer columns, given out as EVENTS by whole journeys."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from carepath.analysis import refs
from carepath.analysis.codes import decode
from carepath.analysis.distinct import starts
from carepath.analysis.foldnotes import Notes
from carepath.analysis.foldtexts import Said, Shelf, merge
from carepath.analysis.spanning import Spanned
from carepath.frames.columns import EVENTS
from carepath.frames.moments import OPEN, UNKNOWN


@dataclass(slots=True)
class Texts:
    """What the codes and row positions of `Spanned` stand for."""

    cases: pl.Series
    stages: pl.Series
    units: pl.Series
    roles: pl.Series
    patients: pl.Series
    patient_of: NDArray[np.int32] | None  # code by case
    unit: NDArray[np.int32] | None  # codes by row
    role: NDArray[np.int32] | None
    attributes: Shelf | None  # by row
    case_attributes: Said | None  # by case
    event_id: pl.Series | None
    instance: pl.Series | None


class Folded:
    """The outcome of a fold: events by slices of whole journeys, rejects and notes."""

    def __init__(self, spans: Spanned, texts: Texts, rejects: pl.DataFrame, notes: Notes) -> None:
        self._spans, self._texts = spans, texts
        self.rejects = rejects
        self.notes = notes

    def slices(self, size: int = 50_000, *, per_journey: int = 0) -> Iterator[pl.DataFrame]:
        """Yield EVENTS frames of about `size` rows that never cut a journey in two.

        Each journey counts as so many rows more.
        """
        case = self._spans.case
        bounds = np.append(np.flatnonzero(starts(case)), len(case))
        weight = bounds + per_journey * np.arange(len(bounds))
        at, last = 0, len(bounds) - 1
        while at < last:
            to = min(int(np.searchsorted(weight, weight[at] + size)), last)
            yield self._slice(slice(int(bounds[at]), int(bounds[to])))
            at = to

    def frame(self) -> pl.DataFrame:
        """Return all events in one EVENTS frame: for small files."""
        return pl.concat([pl.DataFrame(schema=EVENTS), *self.slices()], rechunk=True)

    def _slice(self, part: slice) -> pl.DataFrame:
        spans, texts = self._spans, self._texts
        case, rows = spans.case[part], spans.rows[:, part]
        names = decode(texts.cases, case)
        stages = decode(texts.stages, spans.stage[part])
        columns = {
            "case": names,
            "stage": stages,
            "kind": spans.kind[part],
            "requested": _nullable(spans.requested[part], UNKNOWN),
            "started": _nullable(spans.started[part], UNKNOWN),
            "ended": _nullable(spans.ended[part], OPEN),
            "seq": spans.seq[part],
            "precision": spans.precision[part],
            "flags": spans.flags[part],
            "ref": refs.refs(names.to_list(), stages.to_list(), self._anchors(part).to_list()),
            "parent_ref": None,
            "unit": decode(texts.units, _coded(texts.unit, rows)),
            "role": decode(texts.roles, _coded(texts.role, rows)),
            "patient": self._patients(case),
            "attributes": _attributes(texts.attributes, rows),
            "case_attributes": self._case_attributes(case),
        }
        return pl.DataFrame(columns, schema_overrides=EVENTS).cast(EVENTS)

    def _anchors(self, part: slice) -> pl.Series:
        spans, texts = self._spans, self._texts
        requested, started = spans.requested[part], spans.started[part]
        asked, point = requested != UNKNOWN, spans.kind[part] == 2
        letter = np.where(asked, refs.REQUEST, np.where(point, refs.COMPLETION, refs.START))
        time = pl.Series(np.where(asked, requested, started)).cast(pl.String)
        anchor = pl.Series(letter) + time
        for mark, column in ((refs.INSTANCE, texts.instance), (refs.EVENT_ID, texts.event_id)):
            if column is not None:
                name = column.gather(spans.rows[0, part])
                anchor = (mark + name).zip_with(name.is_not_null(), anchor)
        return anchor

    def _patients(self, case: NDArray) -> pl.Series | None:
        code = self._texts.patient_of
        return None if code is None else decode(self._texts.patients, code[case])

    def _case_attributes(self, case: NDArray) -> pl.Series | None:
        """Return what is said of each case, on the first of its events."""
        said = self._texts.case_attributes
        if said is None:
            return None
        first = starts(case)
        nothing = pl.repeat(None, len(case), dtype=pl.String, eager=True)
        return nothing.scatter(np.flatnonzero(first), said.of(case[first]))


def _nullable(values: NDArray[np.int64], sentinel: int) -> pl.Series:
    column = pl.Series(values)
    return column.set(column == sentinel, None)


def _coded(by_row: NDArray[np.int32] | None, rows: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the first code that a span's rows have."""
    found = np.full(rows.shape[1], -1, np.int32)
    if by_row is None:
        return found
    for positions in rows:
        empty = (found < 0) & (positions >= 0)
        found[empty] = by_row[positions[empty]]
    return found


def _attributes(by_row: Shelf | None, rows: NDArray[np.int32]) -> pl.Series | None:
    if by_row is None:
        return None
    found = None
    for positions in rows:
        texts = by_row.gather(positions)
        found = texts if found is None else _merged(found, texts)
    return found


def _merged(left: pl.Series, right: pl.Series) -> pl.Series:
    merged = left.zip_with(left.is_not_null(), right)
    differ = ((left != right) & left.is_not_null() & right.is_not_null()).fill_null(False)
    at = differ.arg_true()
    if len(at):
        pairs = zip(left.gather(at), right.gather(at), strict=True)
        merged = merged.scatter(at, [merge(old, new) for old, new in pairs])
    return merged
