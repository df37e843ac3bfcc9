"""The vehicle list as a file for a spreadsheet, whose cells no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook

from vehicles.models import Vehicle

COLUMNS = (
    *("plate", "status", "kind", "owner", "contact"),
    *("valid_from", "valid_until", "hours", "reason", "reported_by"),
)
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_of(vehicles: Iterable[Vehicle]) -> HttpResponse:
    """Return UTF-8 with a byte order mark, which Excel needs to read names rightly."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(_cells(vehicle) for vehicle in vehicles)
    return _file(text.getvalue().encode("utf-8-sig"), "text/csv", "vehicles.csv")


def xlsx_of(vehicles: Iterable[Vehicle]) -> HttpResponse:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Vehicles")
    sheet.append(COLUMNS)
    for vehicle in vehicles:
        sheet.append(_cells(vehicle))
    data = io.BytesIO()
    book.save(data)
    return _file(data.getvalue(), XLSX, "vehicles.xlsx")


def harmless(text: str) -> str:
    """Return the text with an apostrophe where a spreadsheet would run it (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text


def _cells(vehicle: Vehicle) -> list[str]:
    return [_cell(getattr(vehicle, name)) for name in COLUMNS]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return harmless(value) if isinstance(value, str) else str(value.isoformat())


def _file(data: bytes, content_type: str, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(
        data, content_type=content_type, headers={"Content-Disposition": disposition}
    )
