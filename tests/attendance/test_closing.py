"""Days of devices that were offline, and when a day may be judged."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from attendance.closing import Reader, heard_until, watermark
from tests.attendance.situations import Situation, case, judge

DEVICES = [
    case(
        "device offline over the shift: expected until it reports",
        Situation(punches="", now="22:00", reported_until="07:00"),
        status="EXPECTED",
        flagged_for_review=False,
    ),
    case(
        "device offline for 24 hours: absent, and flagged",
        Situation(punches="", now="21:00>", reported_until="07:00"),
        status="ABSENT",
        flagged_for_review=True,
        reasons=["DEVICE_SILENT"],
    ),
    case(
        "a second before the 24 hours are over",
        Situation(punches="", now="20:59:59>", reported_until="07:00"),
        status="EXPECTED",
    ),
    case(
        "device back with the punches: as if nothing had been",
        Situation(punches="+07:58 -17:03", now="09:00>", reported_until="08:59>"),
        status="PRESENT",
        reasons=[],
    ),
    case(
        "device back without punches: absent",
        Situation(punches="", now="09:00>", reported_until="08:59>"),
        status="ABSENT",
        reasons=[],
    ),
    case(
        "reported just past the window",
        Situation(punches="", now="21:05", reported_until="21:00"),
        status="ABSENT",
    ),
    case(
        "reported just short of the window",
        Situation(punches="", now="21:05", reported_until="20:59:59"),
        status="EXPECTED",
    ),
    case(
        "reporting ahead does not close an open window",
        Situation(punches="", now="20:00", reported_until="21:30"),
        status="EXPECTED",
    ),
    case(
        "offline since noon: the check-out may still come",
        Situation(punches="+08:00", now="22:00", reported_until="12:00"),
        status="INCOMPLETE",
        closed_by_rule=None,
        reasons=[],
    ),
    case(
        "offline since noon and given up: closed by rule, both reasons",
        Situation(punches="+08:00", now="23:00>", reported_until="12:00"),
        status="PRESENT",
        reasons=["MISSED_CHECK_OUT", "DEVICE_SILENT"],
    ),
    case(
        "late, but a silent device may have seen them earlier",
        Situation(punches="+09:00 -17:00", now="23:00>", reported_until="07:00"),
        status="LATE",
        reasons=["DEVICE_SILENT"],
    ),
    case(
        "a full day stays one, whatever the silent device saw",
        Situation(punches="+08:00 -17:00", now="23:00>", reported_until="07:00"),
        status="PRESENT",
        reasons=[],
    ),
    case(
        "a site without devices waits for none",
        Situation(punches="", now="21:00"),
        status="ABSENT",
        reasons=[],
    ),
]


@pytest.mark.parametrize(("situation", "expected"), DEVICES)
def test_day(situation: Situation, expected: dict[str, object]) -> None:
    judge(situation, expected)


def test_watermark_is_the_slowest_device() -> None:
    early, late = datetime(2026, 1, 15, 8, tzinfo=UTC), datetime(2026, 1, 15, 9, tzinfo=UTC)
    assert watermark([late, early]) == early


def test_watermark_of_a_device_that_never_reported_is_the_beginning_of_time() -> None:
    assert watermark([datetime(2026, 1, 15, tzinfo=UTC), None]) == datetime(1, 1, 1, tzinfo=UTC)


def test_watermark_of_a_site_without_devices_is_none() -> None:
    assert watermark([]) is None


def clock(hour: int, day: int = 15) -> datetime:
    return datetime(2026, 1, day, hour, tzinfo=UTC)


TOLD, SILENT = Reader(reported_until=clock(23)), Reader(reported_until=clock(9))
WINDOW = {"start": clock(8), "closes": clock(21)}


@pytest.mark.parametrize(
    ("readers", "heard"),
    [
        pytest.param([], None, id="no device: nothing to wait for"),
        pytest.param([TOLD], clock(23), id="one that has told all"),
        pytest.param([TOLD, SILENT], clock(9), id="the slowest counts"),
        pytest.param([TOLD, Reader()], datetime.min.replace(tzinfo=UTC), id="never told anything"),
        pytest.param([TOLD, Reader(since=clock(21))], clock(23), id="installed after the window"),
        pytest.param([Reader(since=clock(7, day=16))], None, id="the only one came a day later"),
        pytest.param(
            [Reader(since=clock(20), reported_until=clock(20))], clock(20), id="installed within it"
        ),
        pytest.param(
            [TOLD, Reader(reported_until=clock(6), retired_at=clock(8))],
            clock(23),
            id="retired before the shift",
        ),
        pytest.param(
            [TOLD, Reader(reported_until=clock(9), retired_at=clock(12))],
            clock(9),
            id="retired within the shift: what it saw is not known",
        ),
        pytest.param(
            [TOLD, Reader(reported_until=clock(9), retired_at=clock(12, day=17))],
            clock(9),
            id="retired days later",
        ),
    ],
)
def test_a_shift_waits_for_the_devices_that_served_it(
    readers: list[Reader], heard: datetime | None
) -> None:
    assert heard_until(readers, (), **WINDOW) == heard
    assert heard_until(reversed(readers), (), **WINDOW) == heard
