"""Too little work, and how a day looks while it goes on."""

from __future__ import annotations

import pytest

from tests.attendance.situations import Situation, case, judge, rule

GRACE = rule(grace_in_minutes=5)
STRICT = rule(half_day_below_minutes=300, absent_below_minutes=120)

THRESHOLDS = [
    case(
        "enough for the whole day",
        Situation(rule=STRICT, punches="+12:00 -17:00"),
        status="LATE",
        worked_minutes=300,
    ),
    case(
        "a minute under the half-day threshold",
        Situation(rule=STRICT, punches="+12:01 -17:00"),
        status="HALF_DAY",
        word="LATE",
        is_late=True,
        worked_minutes=299,
    ),
    case(
        "half a day by leaving at noon",
        Situation(rule=STRICT, punches="+08:00 -12:00"),
        status="HALF_DAY",
        word="EARLY_EXIT",
        early_minutes=300,
    ),
    case(
        "exactly the absence threshold is still half a day",
        Situation(rule=STRICT, punches="+08:00 -10:00"),
        status="HALF_DAY",
    ),
    case(
        "under the absence threshold, told to a person",
        Situation(rule=STRICT, punches="+08:00 -09:59"),
        status="ABSENT",
        word="ABSENT",
        worked_minutes=119,
        reasons=["TOO_SHORT"],
    ),
    case(
        "thresholds wait for the window to close",
        Situation(rule=STRICT, punches="+08:00 -09:00", now="09:30"),
        status="EARLY_EXIT",
        worked_minutes=60,
        reasons=[],
    ),
    case(
        "no thresholds: a short day is early, not absent",
        Situation(punches="+08:00 -08:30"),
        status="EARLY_EXIT",
        reasons=[],
    ),
]

WHILE_IT_GOES_ON = [
    case(
        "seen within the grace before the end: that was the way out",
        Situation(rule=rule(grace_out_minutes=10), punches="?08:00 ?16:50", now="16:51"),
        status="PRESENT",
        last_out="16:50",
        grace_period_applied=True,
    ),
    case(
        "before the window opens",
        Situation(punches="", now="05:00"),
        status="EXPECTED",
        word="ABSENT",
        flagged_for_review=False,
    ),
    case("not there yet", Situation(punches="", now="08:30"), status="EXPECTED"),
    case(
        "not there at the end, window still open",
        Situation(punches="", now="20:59:59"),
        status="EXPECTED",
    ),
    case(
        "window over: absent",
        Situation(punches="", now="21:00"),
        status="ABSENT",
        word="ABSENT",
        flagged_for_review=False,
    ),
    case(
        "checked in: in today, by the guide's word present",
        Situation(rule=GRACE, punches="+08:03:45", now="08:04"),
        status="INCOMPLETE",
        word="PRESENT",
        first_in="08:03:45",
        last_out=None,
        grace_period_applied=True,
        flagged_for_review=False,
        worked_minutes=0,
    ),
    case(
        "checked in late: by the guide's word late at once",
        Situation(rule=GRACE, punches="+08:20", now="08:21"),
        status="INCOMPLETE",
        word="LATE",
        is_late=True,
        late_minutes=20,
    ),
    case(
        "checked out before the end: early at once",
        Situation(punches="+08:00 -15:00", now="15:01"),
        status="EARLY_EXIT",
        is_early_exit=True,
        last_out="15:00",
    ),
    case(
        "out for lunch and back: in again",
        Situation(punches="+08:00 -12:00 +12:30", now="13:00"),
        status="INCOMPLETE",
        last_out=None,
        is_early_exit=False,
        word="PRESENT",
    ),
    case(
        "seen at noon without a direction: nobody calls that leaving",
        Situation(punches="?08:00 ?12:00", now="12:30"),
        status="INCOMPLETE",
        last_out=None,
        last_seen="12:00",
        is_early_exit=False,
    ),
    case(
        "seen after the end without a direction: that was the way out",
        Situation(punches="?08:00 ?17:01", now="17:02"),
        status="PRESENT",
        last_out="17:01",
    ),
]


@pytest.mark.parametrize(("situation", "expected"), [*THRESHOLDS, *WHILE_IT_GOES_ON])
def test_day(situation: Situation, expected: dict[str, object]) -> None:
    judge(situation, expected)
