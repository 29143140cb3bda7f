"""Pages of lists: by key, never by counting rows."""

from rest_framework.pagination import CursorPagination


class CursorPages(CursorPagination):
    """Cursor paging for the API: 50 a page, at most 500."""

    page_size = 50
    max_page_size = 500
    page_size_query_param = "limit"
    ordering = "-id"
