"""Days with repeated punches, and with sightings that say neither in nor out."""

from __future__ import annotations

import pytest

from attendance.vocabulary import ClosedBy
from tests.attendance.situations import Situation, case, judge

REPEATED = [
    case(
        "five minutes are still the same arrival",
        Situation(punches="?08:00 ?08:05"),
        last_out="17:00",
        reasons=["MISSED_CHECK_OUT"],
    ),
    case(
        "more than five minutes may be leaving",
        Situation(punches="?08:00 ?08:05:01"),
        last_out="08:05:01",
        reasons=["EARLY_BY_SIGHTING"],
    ),
    case(
        "a check-out is one however soon",
        Situation(punches="+08:00 -08:03"),
        last_out="08:03",
        worked_minutes=3,
        reasons=[],
    ),
    case(
        "three duplicates of a check-in change nothing",
        Situation(punches="+08:00 +08:00:20 +08:01 +08:30 -17:00"),
        status="PRESENT",
        first_in="08:00",
        last_out="17:00",
        worked_minutes=540,
        reasons=[],
    ),
    case(
        "three duplicates of a late check-in are as late as the first",
        Situation(punches="+08:20 +08:21 +08:22 +08:40 -17:00"),
        status="LATE",
        late_minutes=20,
    ),
    case(
        "one camera without directions: the last sighting is the way out",
        Situation(punches="?07:58 ?08:00 ?10:15 ?12:01 ?17:02"),
        status="PRESENT",
        first_in="07:58",
        last_out="17:02",
        worked_minutes=544,
    ),
    case(
        "camera repeats at the door are one arrival",
        Situation(punches="?08:00 ?08:00:20 ?08:03"),
        first_in="08:00",
        last_out="17:00",
        closed_by_rule=ClosedBy.SHIFT_END,
    ),
    case(
        "camera repeats do not leave while it goes on",
        Situation(punches="?08:00 ?08:00:20", now="09:00"),
        status="INCOMPLETE",
        last_out=None,
    ),
    case(
        "seen last at noon: early, but only by a sighting",
        Situation(punches="?08:00 ?12:00"),
        status="EARLY_EXIT",
        last_out="12:00",
        reasons=["EARLY_BY_SIGHTING"],
    ),
    case(
        "the last of several check-outs counts",
        Situation(punches="+08:00 -16:55 -17:00 -17:01"),
        status="PRESENT",
        last_out="17:01",
        is_early_exit=False,
    ),
    case(
        "a camera at the gate after the check-out moves it",
        Situation(punches="+08:00 -17:00 ?17:06"),
        last_out="17:06",
        status="PRESENT",
        worked_minutes=546,
    ),
    case(
        "a camera at the gate before the check-in makes it earlier",
        Situation(punches="?07:52 +08:06 -17:00"),
        first_in="07:52",
        status="PRESENT",
        is_late=False,
    ),
    case(
        "a terminal with punch states nobody can use: first in, last out",
        Situation(punches="?07:59 ?12:00 ?12:45 ?17:00"),
        first_in="07:59",
        last_out="17:00",
        status="PRESENT",
    ),
    case(
        "read both ways in the same second is in",
        Situation(punches="+08:00 -08:00"),
        first_in="08:00",
        closed_by_rule=ClosedBy.SHIFT_END,
        reasons=["MISSED_CHECK_OUT"],
    ),
]


@pytest.mark.parametrize(("situation", "expected"), REPEATED)
def test_day(situation: Situation, expected: dict[str, object]) -> None:
    judge(situation, expected)
