"""The words of attendance that rules, rows and answers share."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum


class Direction(StrEnum):
    """What the camera, device or person said about a punch; UNKNOWN when nothing did."""

    IN = "IN"
    OUT = "OUT"
    UNKNOWN = "UNKNOWN"


class PunchRole(StrEnum):
    """What a punch turned out to be within its shift."""

    CHECK_IN = "CHECK_IN"
    CHECK_OUT = "CHECK_OUT"
    DUPLICATE = "DUPLICATE"


class DayStatus(StrEnum):
    """Where an attendance day stands. Late and early are flags beside it, as both can be true."""

    PRESENT = "PRESENT"
    LATE = "LATE"
    EARLY_EXIT = "EARLY_EXIT"
    HALF_DAY = "HALF_DAY"
    ABSENT = "ABSENT"
    EXPECTED = "EXPECTED"
    INCOMPLETE = "INCOMPLETE"
    ON_LEAVE = "ON_LEAVE"
    HOLIDAY = "HOLIDAY"
    WEEKLY_OFF = "WEEKLY_OFF"


class Leave(StrEnum):
    """How much of the shift is granted leave."""

    NONE = "NONE"
    FULL = "FULL"
    FIRST_HALF = "FIRST_HALF"
    SECOND_HALF = "SECOND_HALF"


HALVES = frozenset({Leave.FIRST_HALF, Leave.SECOND_HALF})


def both_halves(parts: Collection[str]) -> bool:
    """Say whether the parts of one day's leave are its two halves."""
    return set(parts) == HALVES


class WorkedBasis(StrEnum):
    """What counts as worked: all from the first in to the last out, or each in-out pair."""

    FIRST_IN_LAST_OUT = "FIRST_IN_LAST_OUT"
    PAIRS = "PAIRS"


class ClosedBy(StrEnum):
    """The rule that supplied a check-out nobody made."""

    SHIFT_END = "SHIFT_END"
    LAST_SIGHTING = "LAST_SIGHTING"
    NEXT_SHIFT = "NEXT_SHIFT"


class ReviewReason(StrEnum):
    """Why a person should look at a day."""

    MISSED_CHECK_IN = "MISSED_CHECK_IN"
    MISSED_CHECK_OUT = "MISSED_CHECK_OUT"
    MISSED_RETURN = "MISSED_RETURN"
    UNCLEAR_PAIRS = "UNCLEAR_PAIRS"
    EARLY_BY_SIGHTING = "EARLY_BY_SIGHTING"
    DEVICE_SILENT = "DEVICE_SILENT"
    TOO_SHORT = "TOO_SHORT"
    LONG_SPAN = "LONG_SPAN"
    WORKED_THROUGH = "WORKED_THROUGH"
    WORKED_ON_DAY_OFF = "WORKED_ON_DAY_OFF"
    WORKED_ON_LEAVE = "WORKED_ON_LEAVE"
    OUTSIDE_EMPLOYMENT = "OUTSIDE_EMPLOYMENT"
    OFF_SHIFT = "OFF_SHIFT"


class RoundingMode(StrEnum):
    """Which way minutes go to a whole step."""

    DOWN = "DOWN"
    NEAREST = "NEAREST"
    UP = "UP"
