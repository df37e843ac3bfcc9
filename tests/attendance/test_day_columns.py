"""How days look in the list: the colour of a status, and times by the site's clock."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from attendance.admin.day_columns import clock_time, status, to_review, tone
from attendance.models import AttendanceDay
from attendance.vocabulary import DayStatus
from factory.sites.models import Site

KOLKATA = Site(time_zone="Asia/Kolkata")


def day(word: DayStatus = DayStatus.PRESENT, **fields: object) -> AttendanceDay:
    return AttendanceDay(site=KOLKATA, day=date(2026, 1, 5), status=word, **fields)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        pytest.param(day(), "good", id="present"),
        pytest.param(day(DayStatus.LATE), "warn", id="late"),
        pytest.param(day(DayStatus.EARLY_EXIT), "warn", id="left early"),
        pytest.param(day(DayStatus.HALF_DAY), "warn", id="half a day"),
        pytest.param(day(DayStatus.ABSENT), "bad", id="absent"),
        pytest.param(day(DayStatus.EXPECTED), "plain", id="expected"),
        pytest.param(day(DayStatus.WEEKLY_OFF), "plain", id="off"),
        pytest.param(day(DayStatus.INCOMPLETE, is_settled=False), "good", id="in now"),
        pytest.param(
            day(DayStatus.INCOMPLETE, is_settled=False, is_late=True), "warn", id="in, late"
        ),
        pytest.param(day(DayStatus.INCOMPLETE, is_settled=True), "warn", id="lacks a punch"),
    ],
)
def test_tone(shown: AttendanceDay, expected: str) -> None:
    assert tone(shown) == expected
    assert status(shown) == f'<span class="badge {expected}">{shown.shown}</span>'


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        pytest.param(datetime(2026, 1, 5, 2, 31, 46, tzinfo=UTC), "08:01", id="that day"),
        pytest.param(datetime(2026, 1, 6, 0, 40, tzinfo=UTC), "06:10 (+1 d)", id="next morning"),
        pytest.param(
            datetime(2026, 1, 4, 18, 20, tzinfo=UTC), "23:50 (-1 d)", id="the evening before"
        ),
        pytest.param(None, "-", id="none"),
    ],
)
def test_a_moment_is_told_by_the_sites_clock(at: datetime | None, expected: str) -> None:
    assert clock_time("last_out")(day(last_out=at)) == expected


def test_only_what_is_to_be_reviewed_says_so() -> None:
    assert not to_review(day(needs_review=False))
    assert "to review" in to_review(day(needs_review=True))
