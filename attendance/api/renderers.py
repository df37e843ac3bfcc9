"""A site's payroll as CSV or XLSX: ``?format=csv``, ``?format=xlsx`` or by the Accept header."""

from __future__ import annotations

import json
from typing import Any

from rest_framework.renderers import BaseRenderer

from attendance.payroll_table import COLUMNS, table_of
from factory.core.spreadsheets import XLSX, Cell, csv_bytes, xlsx_bytes


class SheetRenderer(BaseRenderer):
    """Abstract: rows of figures as a file; what is no list of rows, such as a problem, stays JSON."""

    charset: Any = None
    render_style = "binary"

    def render(
        self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None
    ) -> bytes:
        if not isinstance(data, list):
            return json.dumps(data, default=str).encode()
        return self.file_of(table_of(data))

    def file_of(self, table: list[list[Cell]]) -> bytes:
        raise NotImplementedError


class CsvRenderer(SheetRenderer):
    media_type = "text/csv"
    format = "csv"

    def file_of(self, table: list[list[Cell]]) -> bytes:
        return csv_bytes(COLUMNS, table)


class XlsxRenderer(SheetRenderer):
    media_type = XLSX
    format = "xlsx"

    def file_of(self, table: list[list[Cell]]) -> bytes:
        return xlsx_bytes("Attendance", COLUMNS, table)
