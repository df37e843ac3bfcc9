"""What a rebuild changed: the first lines for people, all of it for a file."""

from __future__ import annotations

import csv
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from attendance.day_changes import DayChange
from factory.core.spreadsheets import harmless
from factory.sites.models import Site
from identity.models import Employee

HEADER = ("employee_code", "day", "kind", "field", "before", "after")


class ChangesTold:
    """Hears of changes, and writes them a chunk of people at a time, so that memory stays flat.

    ``lines`` are the first ``most`` changes as text. As a context it keeps the file open.
    """

    def __init__(self, site: Site, *, most: int, file: Path | None) -> None:
        self.lines: list[str] = []
        self._site, self._most, self._path = site, most, file
        self._heard: list[DayChange] = []
        self._stack = ExitStack()
        self._file: Any = None

    def __enter__(self) -> Self:
        if self._path is not None:
            opened = self._path.open("w", newline="", encoding="utf-8-sig")
            self._file = csv.writer(self._stack.enter_context(opened))
            self._file.writerow(HEADER)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def hear(self, change: DayChange) -> None:
        if self._file is not None or len(self.lines) + len(self._heard) < self._most:
            self._heard.append(change)

    def write(self) -> None:
        """Write what was heard; one query for the employees' codes."""
        heard, self._heard = self._heard, []
        people = {one.employee_id for one in heard}
        codes = dict(Employee.objects.filter(pk__in=people).values_list("pk", "employee_code"))
        zone = self._site.zone
        for change in heard:
            code = codes.get(change.employee_id, str(change.employee_id))
            if len(self.lines) < self._most:
                self.lines.append(change.line(code, zone))
            if self._file is not None:
                self._file.writerows(map(harmless, line) for line in change.cells(code, zone))
