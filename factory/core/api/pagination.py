"""Pages for lists that people turn, cursors for lists that rows pour into."""

from __future__ import annotations

from rest_framework.pagination import CursorPagination, PageNumberPagination


class Pages(PageNumberPagination):
    """``?page=2&page_size=100``: for lists with a known end."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500


class Stream(CursorPagination):
    """``?cursor=…``: stable while rows arrive; newest first."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000
    ordering = "-id"
