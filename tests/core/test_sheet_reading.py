"""Tables as people save them: every usual CSV, and workbooks; what is neither is refused."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from typing import Any

import pytest
from openpyxl import Workbook

from factory.core import sheet_reading
from factory.core.errors import Invalid
from factory.core.sheet_reading import read_sheet
from factory.core.spreadsheets import csv_bytes, xlsx_bytes


def rows_of(data: bytes) -> list[list[str]]:
    return list(read_sheet(io.BytesIO(data)))


@pytest.mark.parametrize(
    "data",
    [
        b"name,city\r\nZo\xc3\xab,Pune\r\n",
        "\ufeffname,city\nZoë,Pune\n".encode(),
        "name;city\nZoë;Pune\n".encode("cp1252"),
        "name\tcity\nZoë\tPune\n".encode("utf-16"),
        b'"name" , city\n"Zo\xc3\xab" , Pune ',
    ],
    ids=["plain", "byte order mark", "Excel's semicolons", "Unicode text", "spaces"],
)
def test_any_usual_csv(data: bytes) -> None:
    assert rows_of(data) == [["name", "city"], ["Zoë", "Pune"]]


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_a_workbook_reads_as_it_was_typed() -> None:
    cells = [7.0, 2.5, True, None, date(2026, 1, 31), datetime(2026, 1, 31, 7, 30), time(7, 30)]
    assert rows_of(workbook(cells)) == [
        ["7", "2.5", "yes", "", "2026-01-31", "2026-01-31T07:30:00", "07:30"]
    ]


@pytest.mark.parametrize("make", [csv_bytes, lambda h, r: xlsx_bytes("Sheet", h, r)])
def test_an_export_comes_back_as_it_was(make: Any) -> None:
    assert rows_of(make(["name", "phone"], [["=Asha", "+91 98"]])) == [
        ["name", "phone"],
        ["=Asha", "+91 98"],
    ]


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04 not a workbook", b"\x00\x01\x02\x00", b'a,b\n"' + b"x" * 200_000],
    ids=["broken zip", "binary", "a cell without end"],
)
def test_what_is_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid):
        rows_of(data)


def test_a_zip_of_something_else_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("hello.txt", "hello")
    with pytest.raises(Invalid, match="cannot be read"):
        rows_of(packed.getvalue())


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_reading, "MOST_UNPACKED_BYTES", 1000)
    with pytest.raises(Invalid, match="too large"):
        rows_of(workbook(["a"] * 100))
