"""One row of a terminal's bulk report, as JSON gives it, read into a punch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from attendance.punches import direction_of_code
from attendance.vocabulary import Direction
from factory.core.dates import EARLIEST, LATEST
from factory.core.wall_times import ComesTwiceError, meant, moment_from

LONGEST_TEXT = 120
GREATEST_KEY = 2**63 - 1
_STATE = re.compile(r"-?[0-9]{1,9}")


class Answer(StrEnum):
    """What became of one row of a bulk report."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    UNKNOWN_EMPLOYEE = "unknown_employee"
    BAD_TIME = "bad_time"
    INVALID = "invalid"
    REFUSED = "refused"


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


def read_row(row: object, zone: ZoneInfo, now: datetime) -> BulkRow:
    """Return the punch that a row reports, ``now``; a naive time is meant in ``zone``.

    ``direction`` is IN, OUT or UNKNOWN; ``punch_state`` a terminal's number in its place. What is null
    is not there. Raises BadRowError.
    """
    if not isinstance(row, Mapping):
        raise BadRowError(Answer.INVALID, "Expected an object.")
    employee_id = row.get("employee_id")
    if employee_id is not None and type(employee_id) is not int:
        raise BadRowError(Answer.INVALID, "employee_id is a number.")
    if employee_id is not None and not 0 < employee_id <= GREATEST_KEY:
        raise BadRowError(Answer.UNKNOWN_EMPLOYEE, "No employee has such a number.")
    found = BulkRow(
        at=_time(row.get("at"), zone, now),
        direction=_direction(row),
        employee_id=employee_id,
        employee_code=_text(row, "employee_code"),
        badge=_text(row, "badge"),
        event_id=_text(row, "event_id"),
    )
    if found.employee_id is None and not found.employee_code and not found.badge:
        raise BadRowError(Answer.INVALID, "Say whose: employee_id, employee_code or badge.")
    return found


def _time(value: object, zone: ZoneInfo, now: datetime) -> datetime:
    try:
        said = moment_from(value)  # type: ignore[arg-type]  # TypeError is caught
        at = meant(said, zone, now).astimezone(UTC)
    except ComesTwiceError as error:
        raise BadRowError(Answer.BAD_TIME, f"at: {error}.") from None
    except (TypeError, ValueError, OverflowError):
        raise BadRowError(Answer.BAD_TIME, "at: expected an ISO 8601 time.") from None
    # What a wrong clock shows is kept for review, unless no clock could show it.
    if not EARLIEST <= at.date() <= LATEST:
        raise BadRowError(Answer.BAD_TIME, f"at: expected a year from {EARLIEST.year} on.")
    return at


def _direction(row: Mapping[str, object]) -> Direction:
    said = row.get("direction")
    if said is None or said == "":
        return direction_of_code(_state(row.get("punch_state")))
    try:
        return Direction(str(said).upper())
    except ValueError:
        raise BadRowError(Answer.INVALID, "direction: IN, OUT or UNKNOWN.") from None


def _state(value: object) -> int | None:
    """Return a terminal's number, which many send as text; None where there is none."""
    if value is None or value == "":
        return None
    if type(value) is int:
        return value
    if isinstance(value, str) and _STATE.fullmatch(value.strip()):
        return int(value)
    raise BadRowError(Answer.INVALID, "punch_state is a number, such as 0 or 1.")


def _text(row: Mapping[str, object], field: str) -> str:
    value = row.get(field)
    if value is None:
        return ""
    if type(value) not in (str, int) or len(str(value)) > LONGEST_TEXT:
        raise BadRowError(Answer.INVALID, f"{field}: at most {LONGEST_TEXT} characters.")
    text = str(value).strip()
    if not text.isprintable():
        # Neither a database nor a page takes a zero byte or half a character of UTF-16.
        raise BadRowError(Answer.INVALID, f"{field}: letters, digits and signs only.")
    return text
