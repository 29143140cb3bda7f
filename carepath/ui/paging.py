"""Pages of lists: by key, never by counting rows; what comes in between shifts nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

from carepath.frames.moments import from_us, to_us

SIZE = 50
_FAR_US = 60_000_000_000_000_000  # microseconds after which no date of a calendar comes (year 3871)


class CursorPages(CursorPagination):
    """Cursor paging for the API: 50 a page, at most 500."""

    page_size = 50
    max_page_size = 500
    page_size_query_param = "limit"
    ordering = "-id"

    def get_page_size(self, request: Request) -> int:
        """Return how many rows a page has; ValidationError for a limit that cannot be."""
        text = request.query_params.get(self.page_size_query_param, "")
        if not text:
            return self.page_size
        if not (text.isdecimal() and len(text) < 6 and 1 <= int(text) <= self.max_page_size):
            sentence = _("Write a whole number from 1 to %(most)s.") % {"most": self.max_page_size}
            raise ValidationError({self.page_size_query_param: [sentence]})
        return int(text)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its items (or positions), and the address value of the next page, '' = last."""

    items: Sequence[Any]
    after: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """Where a page ended: the value it was sorted by and the id that breaks ties."""

    value: int
    id: int

    def __str__(self) -> str:
        return f"{self.value}_{self.id}"


def key(text: str) -> Key | None:
    """Return the key of an address; None for '' and for what is none (the first page shows)."""
    value, _separator, row = text.partition("_")
    try:
        found = Key(int(value), int(row))
    except ValueError:
        return None
    return found if -(2**63) <= found.value < 2**63 and 0 <= found.id < 2**63 else None


def ranked(
    values: NDArray[np.int64],
    ids: NDArray[np.int64],
    *,
    after: str = "",
    largest: bool = True,
    size: int = SIZE,
) -> Page:
    """Return the positions of the next `size` rows by (value, id), largest or smallest first.

    Linear in the number of rows: only the rows of the page are sorted.
    """
    sign = -1 if largest else 1
    start = key(after)
    candidates = np.arange(len(values))
    if start is not None:
        later = values < start.value if largest else values > start.value
        candidates = np.flatnonzero(later | ((values == start.value) & (ids > start.id)))
    if len(candidates) > size + 1:
        # Ties with the last row of the page all stay, so that the id decides among them.
        order = sign * values[candidates]
        limit = np.partition(order, size)[size]
        candidates = candidates[order <= limit]
    order = np.lexsort((ids[candidates], sign * values[candidates]))
    chosen = candidates[order[: size + 1]]
    if len(chosen) <= size:
        return Page(chosen)
    last = chosen[size - 1]
    return Page(chosen[:size], str(Key(int(values[last]), int(ids[last]))))


def newest(rows: QuerySet, *, after: str = "", size: int = SIZE) -> Page:
    """Return the next rows by id, newest first; `after` is the id the last page ended with."""
    if after.isdecimal() and int(after) < 2**63:
        rows = rows.filter(pk__lt=int(after))
    found: list[Model] = list(rows.order_by("-pk")[: size + 1])
    more = len(found) > size
    return Page(found[:size], str(found[size - 1].pk) if more else "")


def latest(rows: QuerySet, moment: str, *, after: str = "", size: int = SIZE) -> Page:
    """Return the next rows by a moment (name of the field) and id, newest first."""
    return _by_moment(rows, moment, after, size, newest=True)


def earliest(rows: QuerySet, moment: str, *, after: str = "", size: int = SIZE) -> Page:
    """Return the next rows by a moment (name of the field) and id, oldest first."""
    return _by_moment(rows, moment, after, size, newest=False)


def _by_moment(rows: QuerySet, moment: str, after: str, size: int, *, newest: bool) -> Page:
    start, beyond, sign = key(after), "lt" if newest else "gt", "-" if newest else ""
    if start is not None and abs(start.value) < _FAR_US:
        at = from_us(start.value)
        ties = Q(**{moment: at, f"pk__{beyond}": start.id})
        rows = rows.filter(Q(**{f"{moment}__{beyond}": at}) | ties)
    found: list[Model] = list(rows.order_by(f"{sign}{moment}", f"{sign}pk")[: size + 1])
    if len(found) <= size:
        return Page(found)
    last = found[size - 1]
    return Page(found[:size], str(Key(to_us(getattr(last, moment)), last.pk)))
