"""Tables as files for a spreadsheet, whose cells no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TypeAlias

from django.http import HttpResponse
from openpyxl import Workbook

Cell: TypeAlias = str | int | float | bool | date | datetime | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_LONGEST_TITLE = 31


def harmless(value: Cell) -> Cell:
    """Return text with an apostrophe where a spreadsheet would run it (OWASP, CSV injection)."""
    is_formula = isinstance(value, str) and value.startswith(STARTS_FORMULA)
    return f"'{value}" if is_formula else value


def sheet_response(name: str, data: bytes) -> HttpResponse:
    """Return a download; ``name`` ends in ``.csv`` or ``.xlsx``."""
    kind = XLSX if name.endswith(".xlsx") else "text/csv"
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": disposition})


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return UTF-8 with a byte order mark, which Excel needs to read names rightly."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def xlsx_bytes(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a workbook of one sheet; numbers stay numbers. Control characters become spaces.

    A time loses its offset, which a workbook cannot hold: give it in the site's zone.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:_LONGEST_TITLE])
    sheet.freeze_panes = "A2"
    sheet.append(header)
    for row in rows:
        sheet.append([_writable(harmless(cell)) for cell in row])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _writable(value: Cell) -> Cell:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if not isinstance(value, str):
        return value
    return "".join(one if one >= " " or one in "\t\n\r" else " " for one in value)
