"""From a file's cells to rows with named columns: the header, blank rows, rows that come twice. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from factory.core.errors import Invalid
from factory.exchange.importers import Column
from factory.exchange.rows import plain

MOST_ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Header:
    """Which cell is which column; ``unknown`` are headings that mean nothing to us."""

    places: dict[str, int]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A row with its number in the spreadsheet; ``twin`` is that of an earlier row with its key."""

    number: int
    values: dict[str, str]
    twin: int | None = None


def read_header(cells: list[str], columns: Iterable[Column]) -> Header:
    """Return where each column stands; raises Invalid for a missing or doubled one."""
    meant = {plain(name): one.name for one in columns for name in (one.name, *one.aliases)}
    places: dict[str, int] = {}
    for place, heading in enumerate(cells):
        name = meant.get(plain(heading))
        if name is None:
            continue
        if name in places:
            raise Invalid(f"The column {name!r} is there twice.")
        places[name] = place
    missing = [one.name for one in columns if one.required and one.name not in places]
    if missing:
        raise Invalid(f"The first row must name these columns: {', '.join(missing)}.")
    unknown = [cell for cell in cells if cell and plain(cell) not in meant]
    return Header(places, tuple(unknown))


def read_lines(
    cells: Iterator[list[str]],
    header: Header,
    mark_of: Callable[[Mapping[str, str]], tuple[str, ...]],
    *,
    first: int = 2,
) -> Iterator[Line]:
    """Yield the rows below the header; blank ones are left out. Raises Invalid past MOST_ROWS."""
    seen: dict[tuple[str, ...], int] = {}
    count = 0
    for number, row in enumerate(cells, first):
        values = {
            name: row[place] if place < len(row) else "" for name, place in header.places.items()
        }
        if not any(values.values()):
            continue
        count += 1
        if count > MOST_ROWS:
            raise Invalid(f"More than {MOST_ROWS:,} rows; split the file.")
        mark = mark_of(values)
        twin = seen.setdefault(mark, number) if any(mark) else number
        yield Line(number, values, twin if twin != number else None)


def header_and_rest(
    cells: Iterator[list[str]], columns: Iterable[Column]
) -> tuple[Header, Iterator[list[str]], int]:
    """Return the header (the first row that is not blank), what follows, and its first number."""
    for number, row in enumerate(cells, 1):
        if any(row):
            return read_header(row, tuple(columns)), cells, number + 1
    raise Invalid("The file is empty.")
