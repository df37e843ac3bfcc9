"""Files for spreadsheets: read back as written, and nothing in them runs."""

from __future__ import annotations

import csv
import io
import tracemalloc
from datetime import date

import pytest
from openpyxl import load_workbook

from factory.core.spreadsheets import Cell, csv_bytes, harmless, xlsx_bytes

ROWS: list[list[Cell]] = [
    ["Asha ☀", 28, 90.3, date(2026, 1, 15)],
    ["=HYPERLINK(1)", -3, None, date(2026, 1, 16)],
]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+91 98", "'+91 98"),
        ("-x", "'-x"),
        ("@SUM", "'@SUM"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("a=b", "a=b"),
        ("", ""),
        (-5, -5),
        (None, None),
    ],
)
def test_formulas_are_made_harmless(value: Cell, written: Cell) -> None:
    assert harmless(value) == written


def test_csv() -> None:
    data = csv_bytes(["name", "days", "share", "day"], ROWS)
    assert data.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig")))) == [
        ["name", "days", "share", "day"],
        ["Asha ☀", "28", "90.3", "2026-01-15"],
        ["'=HYPERLINK(1)", "-3", "", "2026-01-16"],
    ]


def test_xlsx_keeps_numbers_and_holds_no_formula() -> None:
    data = xlsx_bytes("A title that is longer than what fits", ["name", "days"], ROWS)
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    cells = [[cell.value for cell in row][:3] for row in sheet.iter_rows(min_row=2)]
    assert cells == [["Asha ☀", 28, 90.3], ["'=HYPERLINK(1)", -3, None]]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


def test_printed_pages_say_what_they_are_and_short_titles_are_whole() -> None:
    data = xlsx_bytes("Sheet", ["name", "04 Wed"], [["a", "P"]], heading="R&D, \x00March")
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert sheet.oddHeader is not None
    assert sheet.oddFooter is not None
    assert sheet.oddHeader.left.text == "R&&D,  March"
    assert sheet.oddFooter.right.text == "&P / &N"
    # Without room above the table LibreOffice prints none.
    assert sheet.page_margins.header < sheet.page_margins.top
    assert sheet.page_margins.footer < sheet.page_margins.bottom
    # A bold "Wed" takes more than four digits of the plain hand.
    assert sheet.column_dimensions["B"].width == 5


def test_control_characters_do_not_stop_a_workbook() -> None:
    data = xlsx_bytes("Sheet", ["name"], [["a\x00b\x1fc"]])
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert sheet["A2"].value == "a b c"


def test_a_long_file_takes_little_more_memory_than_its_length() -> None:
    tracemalloc.start()
    try:
        length = len(csv_bytes(["a", "b"], ([f"Door {n}", 12.5] for n in range(20_000))))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2 * length
