"""Tables as CSV or XLSX beside JSON: ``?format=csv``, ``?format=xlsx`` or by the Accept header.

A view lists ``JSON_OR_SHEET`` among its renderers and answers a ``Sheet`` where ``wants_sheet`` says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rest_framework.renderers import BaseRenderer, JSONRenderer

from factory.core.spreadsheets import XLSX, Cell, csv_bytes, xlsx_bytes


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to be sent as a file: ``name`` is the file's without its ending, ``title`` the sheet's.

    ``heading`` is what each page says once a workbook is printed.
    """

    name: str
    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    heading: str = ""


class SheetRenderer(BaseRenderer):
    """Abstract: a Sheet as a file; a problem stays JSON."""

    charset: Any = None
    render_style = "binary"

    def render(
        self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None
    ) -> bytes:
        if not isinstance(data, Sheet):
            return json.dumps(data, default=str).encode()
        response = (renderer_context or {}).get("response")
        if response is not None:
            name = f'attachment; filename="{data.name}.{self.format}"'
            response["Content-Disposition"] = name
        return self.file_of(data)

    def file_of(self, sheet: Sheet) -> bytes:
        raise NotImplementedError


class CsvRenderer(SheetRenderer):
    media_type = "text/csv"
    format = "csv"

    def file_of(self, sheet: Sheet) -> bytes:
        return csv_bytes(sheet.columns, sheet.rows)


class XlsxRenderer(SheetRenderer):
    media_type = XLSX
    format = "xlsx"

    def file_of(self, sheet: Sheet) -> bytes:
        return xlsx_bytes(sheet.title, sheet.columns, sheet.rows, heading=sheet.heading)


SHEETS = (CsvRenderer, XlsxRenderer)
"""For what is a file in any case: CSV unless asked otherwise."""
JSON_OR_SHEET = (JSONRenderer, *SHEETS)


def wants_sheet(request: Any) -> bool:
    """Return whether the caller asked for a file and not for JSON."""
    return isinstance(request.accepted_renderer, SheetRenderer)
