"""A row of an imported table, and reading its cells as what they mean. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.text import capfirst

from factory.core.errors import Invalid
from factory.core.wall_times import ComesTwiceError, meant

DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d-%b-%Y", "%d %b %Y")
TIMES = ("%H:%M", "%H:%M:%S", "%I:%M %p")
MOMENTS = tuple(f"{day}{gap}{hour}" for day in DAYS for gap in " T" for hour in TIMES)
FLAGS = {"yes": True, "true": True, "1": True, "y": True}
FLAGS |= {"no": False, "false": False, "0": False, "n": False}


def plain(text: str) -> str:
    """Return a text without case, spaces and marks: ``Employee Code*`` is ``employee_code``."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


class Outcome(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a row; ``errors`` maps a column (or "" for the row) to what is wrong."""

    number: int
    outcome: Outcome
    errors: Mapping[str, str] = field(default_factory=dict)


def wrong(text: str, column: str) -> Invalid:
    """Return the error that marks one column of a row."""
    return Invalid(text, fields={column: text})


@dataclass(frozen=True, slots=True)
class Row:
    """``number`` is the row's number as a spreadsheet shows it; ``values`` holds the file's columns.

    A column that the file lacks is not in ``values``: leave that field as it is. Every reader
    returns "" or None for an empty cell and raises Invalid, naming the column, for what it cannot
    read. Days are read as 2026-01-31 or day first: 31/01/2026, 31-Jan-2026.
    """

    number: int
    values: Mapping[str, str]

    def has(self, column: str) -> bool:
        return column in self.values

    def text(self, column: str, *, most: int = 200) -> str:
        text = self.values.get(column, "")
        if len(text) > most:
            raise wrong(f"At most {most} characters.", column)
        return text

    def whole(self, column: str) -> int | None:
        text = self.values.get(column, "")
        try:
            return int(text) if text else None
        except ValueError:
            raise wrong(f"{text!r} is not a whole number.", column) from None

    def flag(self, column: str) -> bool | None:
        text = self.values.get(column, "").lower()
        if text and text not in FLAGS:
            raise wrong(f"{text!r} is neither yes nor no.", column)
        return FLAGS.get(text)

    def day(self, column: str) -> date | None:
        found = self._parsed(column, DAYS, "a day such as 2026-01-31 or 31/01/2026")
        return found.date() if found else None

    def hour(self, column: str) -> time | None:
        found = self._parsed(column, TIMES, "a time of day such as 07:30")
        return found.time() if found else None

    def moment(self, column: str, zone: ZoneInfo, now: datetime) -> datetime | None:
        """Return the moment, as ``meant`` in ``zone``; without a time of day that day's beginning.

        One that came twice as the clocks went back is wrong without its offset, as everywhere.
        """
        found = self._parsed(column, (*MOMENTS, *DAYS), "a time such as 2026-01-31 07:30")
        if found is None or ":" not in self.values[column]:
            return found.replace(tzinfo=zone) if found else None
        try:
            return meant(found, zone, now)
        except ComesTwiceError as error:
            raise wrong(f"{capfirst(str(error))}.", column) from None

    def choice(self, column: str, choices: Iterable[tuple[str, str]]) -> str:
        """Return the value whose value or label the cell names, whatever the case."""
        text, offered = self.values.get(column, ""), list(choices)
        for value, label in offered:
            if text.lower() in {value.lower(), label.lower()}:
                return value
        if not text:
            return ""
        raise wrong(f"{text!r} is none of: {', '.join(one for one, _ in offered)}.", column)

    def _parsed(self, column: str, formats: tuple[str, ...], meant: str) -> datetime | None:
        text = self.values.get(column, "")
        if not text:
            return None
        for one in formats:
            try:
                return datetime.strptime(text, one)  # noqa: DTZ007 - the caller knows the zone
            except ValueError:
                continue
        raise wrong(f"{text!r} is not {meant}.", column)
