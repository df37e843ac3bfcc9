"""Payroll and muster roll as CSV or XLSX: ``?format=csv``, ``?format=xlsx`` or by the Accept header."""

from __future__ import annotations

import json
from typing import Any

from rest_framework.renderers import BaseRenderer

from attendance.muster_table import MusterRoll
from attendance.payroll_table import TITLES, table_of
from factory.core.spreadsheets import XLSX, csv_bytes, xlsx_bytes


class SheetRenderer(BaseRenderer):
    """Abstract: rows of figures as a file; what is no list of rows, such as a problem, stays JSON."""

    charset: Any = None
    render_style = "binary"

    def render(
        self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None
    ) -> bytes:
        if not isinstance(data, list | MusterRoll):
            return json.dumps(data, default=str).encode()
        return self.file_of(data)

    def file_of(self, data: Any) -> bytes:
        raise NotImplementedError


class CsvRenderer(SheetRenderer):
    media_type = "text/csv"
    format = "csv"

    def file_of(self, data: Any) -> bytes:
        return csv_bytes(TITLES, table_of(data))


class XlsxRenderer(SheetRenderer):
    media_type = XLSX
    format = "xlsx"

    def file_of(self, data: Any) -> bytes:
        return xlsx_bytes("Payroll", TITLES, table_of(data))


class MusterCsvRenderer(SheetRenderer):
    media_type = "text/csv"
    format = "csv"

    def file_of(self, data: Any) -> bytes:
        return csv_bytes(data.header, data.rows)


class MusterXlsxRenderer(SheetRenderer):
    media_type = XLSX
    format = "xlsx"

    def file_of(self, data: Any) -> bytes:
        return xlsx_bytes("Muster roll", data.header, data.rows)
