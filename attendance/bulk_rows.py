"""One row of a terminal's bulk report, as JSON gives it, read into a punch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from attendance.punches import direction_of_code
from attendance.vocabulary import Direction
from factory.core.dates import EARLIEST, LATEST

LONGEST_TEXT = 120
GREATEST_KEY = 2**63 - 1


class Answer(StrEnum):
    """What became of one row of a bulk report."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    UNKNOWN_EMPLOYEE = "unknown_employee"
    BAD_TIME = "bad_time"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class BulkRow:
    """One reported punch: whose by one of three names, when (aware), in which direction."""

    at: datetime
    direction: Direction
    employee_id: int | None = None
    employee_code: str = ""
    badge: str = ""
    event_id: str = ""


class BadRowError(ValueError):
    """A row that cannot be read; ``answer`` says in which way."""

    def __init__(self, answer: Answer, detail: str) -> None:
        super().__init__(detail)
        self.answer = answer


def read_row(row: object, zone: ZoneInfo) -> BulkRow:
    """Return the punch that a row reports; a naive time is meant in ``zone``.

    ``direction`` is IN, OUT or UNKNOWN; ``punch_state`` a terminal's number in its place. Raises
    BadRowError.
    """
    if not isinstance(row, Mapping):
        raise BadRowError(Answer.INVALID, "Expected an object.")
    employee_id = row.get("employee_id")
    if employee_id is not None and type(employee_id) is not int:
        raise BadRowError(Answer.INVALID, "employee_id is a number.")
    if employee_id is not None and not 0 < employee_id <= GREATEST_KEY:
        raise BadRowError(Answer.UNKNOWN_EMPLOYEE, "No employee has such a number.")
    found = BulkRow(
        at=_time(row.get("at"), zone),
        direction=_direction(row),
        employee_id=employee_id,
        employee_code=_text(row, "employee_code"),
        badge=_text(row, "badge"),
        event_id=_text(row, "event_id"),
    )
    if found.employee_id is None and not found.employee_code and not found.badge:
        raise BadRowError(Answer.INVALID, "Say whose: employee_id, employee_code or badge.")
    return found


def _time(value: object, zone: ZoneInfo) -> datetime:
    try:
        said = datetime.fromisoformat(value)  # type: ignore[arg-type]  # TypeError is caught
        at = (said if said.tzinfo else said.replace(tzinfo=zone)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise BadRowError(Answer.BAD_TIME, "at: expected an ISO 8601 time.") from None
    # What a wrong clock shows is kept for review, unless no clock could show it.
    if not EARLIEST <= at.date() <= LATEST:
        raise BadRowError(Answer.BAD_TIME, f"at: expected a year from {EARLIEST.year} on.")
    return at


def _direction(row: Mapping[str, object]) -> Direction:
    if "direction" not in row:
        code = row.get("punch_state")
        return direction_of_code(code if type(code) is int else None)
    try:
        return Direction(str(row["direction"]).upper())
    except ValueError:
        raise BadRowError(Answer.INVALID, "direction: IN, OUT or UNKNOWN.") from None


def _text(row: Mapping[str, object], field: str) -> str:
    value = row.get(field, "")
    if not isinstance(value, str | int) or len(str(value)) > LONGEST_TEXT:
        raise BadRowError(Answer.INVALID, f"{field}: at most {LONGEST_TEXT} characters.")
    text = str(value).strip()
    if not text.isprintable():
        # Neither a database nor a page takes a zero byte or half a character of UTF-16.
        raise BadRowError(Answer.INVALID, f"{field}: letters, digits and signs only.")
    return text
