"""Reading a table that people made: CSV of any usual kind, or the first sheet of an XLSX workbook.

Every cell becomes the text that one would type for it: ``2026-01-31``, ``07:30``, ``12``, ``yes``.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from factory.core.errors import Invalid
from factory.core.spreadsheets import STARTS_FORMULA

ZIP_MARK = b"PK\x03\x04"
MOST_UNPACKED_BYTES = 300_000_000
"""A workbook of 100,000 rows unpacks to about 60 MB; a zip bomb to far more."""
_BROKEN = (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, SyntaxError, OSError)


def read_sheet(file: BinaryIO) -> Iterator[list[str]]:
    """Yield each row's cells as text, blank rows included; raises Invalid where it is no table."""
    mark = file.read(len(ZIP_MARK))
    file.seek(0)
    return _workbook(file) if mark == ZIP_MARK else _csv(file.read())


def _csv(data: bytes) -> Iterator[list[str]]:
    text = _decoded(data)
    if "\0" in text:
        raise Invalid("This is neither CSV nor XLSX.")
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            yield [_tidy(cell) for cell in row]
    except csv.Error as error:
        raise Invalid(f"The CSV cannot be read: {error}.") from error


def _decoded(data: bytes) -> str:
    """Return the text: UTF-8, UTF-16 where it says so, else what Western Excel writes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """Return what parts the header's cells: Excel writes semicolons where the comma is a decimal."""
    header = text.lstrip().split("\n", 1)[0]
    return max(",;\t", key=header.count)


def _workbook(file: BinaryIO) -> Iterator[list[str]]:
    try:
        _refuse_bomb(file)
        book = load_workbook(file, read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield [_tidy(_as_typed(cell)) for cell in row]
    except _BROKEN as error:
        raise Invalid("The workbook cannot be read; save it as XLSX or CSV again.") from error


def _refuse_bomb(file: BinaryIO) -> None:
    with zipfile.ZipFile(file) as packed:
        unpacked = sum(entry.file_size for entry in packed.infolist())
    if unpacked > MOST_UNPACKED_BYTES:
        raise Invalid("The workbook is too large when unpacked.")


def _as_typed(cell: Any) -> str:
    """Return a workbook's value as text; a whole number without its ``.0``, a day without midnight."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return _moment(cell) if isinstance(cell, date | time) else str(cell)


def _moment(cell: date | time) -> str:
    if isinstance(cell, datetime):
        return (
            cell.date().isoformat() if cell.time() == time() else cell.isoformat(timespec="seconds")
        )
    return cell.isoformat(timespec="minutes") if isinstance(cell, time) else cell.isoformat()


def _tidy(cell: str) -> str:
    """Return the text without the apostrophe that our own export put before a would-be formula."""
    text = cell.strip()
    return text[1:] if text[:1] == "'" and text[1:2] in STARTS_FORMULA and text[1:] else text
