"""A site's payroll as CSV or XLSX: ``?format=csv``, ``?format=xlsx`` or by the Accept header."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rest_framework.renderers import BaseRenderer

from factory.core.spreadsheets import XLSX, Cell, csv_bytes, xlsx_bytes

COLUMNS = (
    *("employee_id", "employee_code", "name", "department"),
    *("total_days", "on_time", "late", "early_exits", "absent", "half_days", "leave_days"),
    *("flagged", "late_minutes", "worked_minutes", "overtime_minutes", "on_time_percentage"),
)


def table_of(rows: Sequence[Mapping[str, Any]]) -> list[list[Cell]]:
    """Return the rows' cells in the order of COLUMNS."""
    return [[row[name] for name in COLUMNS] for row in rows]


class SheetRenderer(BaseRenderer):
    """Abstract: rows of figures as a file; a problem stays JSON."""

    charset: Any = None
    render_style = "binary"

    def render(
        self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None
    ) -> bytes:
        response = (renderer_context or {}).get("response")
        if response is not None and response.status_code >= 400:  # noqa: PLR2004 - HTTP's own edge
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
