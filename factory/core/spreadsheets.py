"""Tables as files for a spreadsheet, whose cells no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import chain, islice
from typing import Any, TypeAlias

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

Cell: TypeAlias = str | int | float | bool | date | datetime | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_LONGEST_TITLE = 31
_MEASURED_ROWS, _WIDEST = 200, 48
"""Columns are as wide as the first rows need, within reason."""


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
    data = io.BytesIO()
    # Encoded as it is written: kept as text it would take four times its length.
    text = io.TextIOWrapper(data, "utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    text.flush()
    return data.getvalue()


def xlsx_bytes(
    title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], *, heading: str = ""
) -> bytes:
    """Return a workbook of one sheet; numbers stay numbers. Control characters become spaces.

    ``heading`` stands on each printed page, above its number: a sheet on paper says of whom and when.
    A time loses its offset, which a workbook cannot hold: give it in the site's zone.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:_LONGEST_TITLE])
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_margins = PageMargins(
        left=0.4, right=0.4, top=0.8, bottom=0.7, header=0.4, footer=0.3
    )
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    # An ampersand begins a code there.
    sheet.oddHeader.left.text = str(_writable(heading)).replace("&", "&&") or None
    sheet.oddFooter.right.text = "&P / &N"
    rest = iter(rows)
    measured = list(islice(rest, _MEASURED_ROWS))
    for place, width in enumerate(_widths(header, measured), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.row_dimensions[1].height = 15 * max((len(name.split()) for name in header), default=1)
    sheet.append([_bold(sheet, name) for name in header])
    for row in chain(measured, rest):
        sheet.append([_writable(harmless(cell)) for cell in row])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _bold(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font, cell.alignment = (
        Font(bold=True),
        Alignment(wrap_text=True, vertical="top", horizontal="center"),
    )
    return cell


def _widths(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Return how many characters each column needs: its values, and the longest word of its title."""
    found = [max(map(len, name.split()), default=0) for name in header]
    for row in rows:
        for place, value in enumerate(row[: len(found)]):
            found[place] = max(found[place], len(str("" if value is None else value)))
    return [min(width, _WIDEST) + 2 for width in found]


def _writable(value: Cell) -> Cell:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if not isinstance(value, str):
        return value
    return "".join(one if one >= " " or one in "\t\n\r" else " " for one in value)
