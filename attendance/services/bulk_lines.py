"""The rows of a bulk report, read and named: whose, when, and under which key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from attendance.bulk_rows import Answer, BadRowError, BulkRow, read_row
from attendance.models import Punch
from attendance.punch_keys import event_key, moment_key
from attendance.selectors.people import People
from attendance.vocabulary import Direction
from factory.core import clock
from factory.sites.models import Device, Site

Fact = tuple[int, datetime]
"""Who punched, and when in UTC."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One row's answer; ``detail`` says what was wrong."""

    answer: Answer
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A readable row with the place of its answer."""

    index: int
    row: BulkRow
    employee_id: int
    key: str
    moment: str
    doubt: str = ""

    @property
    def fact(self) -> Fact:
        return self.employee_id, self.row.at.astimezone(UTC)

    def by_moment(self) -> Line:
        """Return the same punch without the device's number, which is another punch's already."""
        return replace(self, key=self.moment, row=replace(self.row, event_id=""))


def read_rows(
    site: Site, rows: Sequence[object]
) -> tuple[dict[int, Answered], list[tuple[int, BulkRow]]]:
    answers: dict[int, Answered] = {}
    readable = []
    zone, now = site.zone, clock.now()
    for index, row in enumerate(rows):
        try:
            readable.append((index, read_row(row, zone, now)))
        except BadRowError as error:
            answers[index] = Answered(error.answer, str(error))
    return answers, readable


def line_of(index: int, row: BulkRow, known: People, device: Device | None) -> Line | None:
    employee_id = known.of(row)
    if employee_id is None:
        return None
    row = replace(row, direction=_direction(row, device))
    moment = moment_key(
        employee_id=employee_id,
        at=row.at,
        direction=row.direction,
        source=source_of(row),
        device_id=device.pk if device else None,
    )
    key = event_key(device.pk, row.event_id) if row.event_id and device else moment
    return Line(index, row, employee_id, key, moment)


def _direction(row: BulkRow, device: Device | None) -> Direction:
    """Return the row's own direction, else that of the door the device stands at."""
    if row.direction is not Direction.UNKNOWN or device is None:
        return row.direction
    doors = {Device.Direction.IN: Direction.IN, Device.Direction.OUT: Direction.OUT}
    return doors.get(Device.Direction(device.direction), Direction.UNKNOWN)


def source_of(row: BulkRow) -> str:
    return Punch.Source.BADGE if row.badge else Punch.Source.DEVICE
