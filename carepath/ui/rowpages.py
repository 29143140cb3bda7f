"""Cursor paging of lists that are computed, not stored: the API's answer looks the same."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from carepath.ui.paging import CursorPages


class RowPages(CursorPages):
    """Pages by place in a list whose order is fixed; `limit` rows each, at most 500."""

    page_size = 500

    def window(self, request: Request) -> tuple[int, int]:
        """Return (start, stop) of the wanted page; ValidationError for a damaged cursor."""
        cursor = request.query_params.get(self.cursor_query_param, "")
        start = _decoded(cursor, self.cursor_query_param) if cursor else 0
        return start, start + self.get_page_size(request)

    def answer(self, request: Request, rows: Sequence[Any], total: int) -> Response:
        """Return the page that `window` asked for, out of `total` rows."""
        start, stop = self.window(request)
        address = request.build_absolute_uri()
        size = stop - start
        link: Callable = self._link
        return Response(
            {
                "next": link(address, stop) if stop < total else None,
                "previous": link(address, max(0, start - size)) if start else None,
                "results": list(rows),
            }
        )

    def _link(self, address: str, start: int) -> str:
        return replace_query_param(address, self.cursor_query_param, _encoded(start))


def _encoded(start: int) -> str:
    return urlsafe_b64encode(f"r={start}".encode()).decode()


def _decoded(cursor: str, field: str) -> int:
    try:
        name, _equals, start = urlsafe_b64decode(cursor.encode()).decode().partition("=")
        if name == "r" and start.isdecimal():
            return int(start)
    except (Error, UnicodeError, ValueError):
        pass
    raise ValidationError({field: [_("This is not a cursor: follow `next` or `previous`.")]})
