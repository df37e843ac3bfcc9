"""From passages to visits, and a day's or a month's figures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from vehicles.admin.chart import HEIGHT, WIDTH, chart_of
from vehicles.templatetags.stays import stay
from vehicles.traffic import traffic_of_day, traffic_of_month
from vehicles.visits import Passage, Visit, inside, visits_of

START = datetime(2026, 11, 24, 6, tzinfo=UTC)
KOLKATA = ZoneInfo("Asia/Kolkata")


def passed(text: str) -> list[Passage]:
    """Passages from ``A+0 A-90``: the vehicle, + in or - out or ~ either, minutes after the start."""
    found = []
    for word in text.split():
        direction = {"+": "in", "-": "out", "~": "none"}[word[1]]
        at = START + timedelta(minutes=int(word[2:]))
        found.append(Passage(word[0], word[0], at, direction, gate="North"))
    return found


def told(visits: list[Visit]) -> list[str]:
    """Each visit as ``A 0-90``, with ? for an end that was not seen and … for one still to come."""

    def minutes(at: datetime | None, otherwise: str) -> str:
        return str(int((at - START).total_seconds() // 60)) if at else otherwise

    return [
        f"{one.key} {minutes(one.entered_at, '?')}-{minutes(one.left_at, '?' if one.is_over else '…')}"
        for one in visits
    ]


CASES = [
    ("nobody", "", []),
    ("in and out", "A+0 A-90", ["A 0-90"]),
    ("still inside", "A+0", ["A 0-…"]),
    ("two vehicles", "A+0 B+5 A-10 B-20", ["A 0-10", "B 5-20"]),
    ("twice in a day", "A+0 A-10 A+60 A-70", ["A 0-10", "A 60-70"]),
    ("its exit was not seen", "A+0 A+60 A-70", ["A 0-?", "A 60-70"]),
    ("its entry was not seen", "A-30", ["A ?-30"]),
    ("left twice", "A+0 A-10 A-20", ["A 0-10", "A ?-20"]),
    ("told in any order", "A-90 A+0", ["A 0-90"]),
    ("a gate without a direction says nothing", "A+0 A~10 A-20", ["A 0-20"]),
    ("nor begins it a visit", "A~10", []),
]


@pytest.mark.parametrize(("name", "passages", "visits"), CASES, ids=[case[0] for case in CASES])
def test_visits(name: str, passages: str, visits: list[str]) -> None:
    assert told(visits_of(passed(passages))) == visits


def test_time_on_site() -> None:
    (over,), (now,) = visits_of(passed("A+0 A-90")), visits_of(passed("A+0"))
    later = START + timedelta(hours=3)
    assert (over.stayed, over.stayed_by(later)) == (timedelta(minutes=90),) * 2
    assert (now.stayed, now.stayed_by(later)) == (None, timedelta(hours=3))
    assert told(inside([over, now])) == ["A 0-…"]


def test_a_day_by_the_clock_of_the_site() -> None:
    visits = visits_of(passed("A+0 A-90 B+30 C-40 D+2000"))
    day = traffic_of_day(visits, date(2026, 11, 24), KOLKATA)
    assert (day.entries, day.exits, day.vehicles) == (2, 2, 3)
    # 06:00 UTC is 11:30 there.
    assert [column for column in day.columns if column[1] or column[2]] == [
        ("11", 1, 0),
        ("12", 1, 1),
        ("13", 0, 1),
    ]
    assert (day.stays.number, day.stays.median) == (1, timedelta(minutes=90))


def test_a_month_by_the_day() -> None:
    visits = visits_of(passed("A+0 A-1500 B+1440"))
    month = traffic_of_month(visits, date(2026, 11, 1), UTC)
    assert len(month.columns) == 30
    assert [column for column in month.columns if any(column[1:])] == [("24", 1, 0), ("25", 1, 1)]
    assert month.stays.longest == timedelta(minutes=1500)


def test_an_empty_day_has_no_stays() -> None:
    day = traffic_of_day([], date(2026, 11, 24), UTC)
    assert (day.entries, day.stays.number, day.stays.median, day.highest) == (0, 0, None, 1)


def test_the_chart_stays_within_its_frame() -> None:
    columns = chart_of([("00", 3, 0), ("01", 0, 7)], 7)
    bars = [bar for column in columns for bar in (column.entries, column.exits)]
    assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH for bar in bars)
    assert all(bar.y >= 0 and bar.y + bar.height <= HEIGHT for bar in bars)
    assert max(bar.height for bar in bars) == columns[1].exits.height


@pytest.mark.parametrize(
    ("minutes", "text"), [(None, "-"), (35, "35 min"), (125, "2 h 05"), (4560, "3 d 4 h")]
)
def test_stays_in_words(minutes: int | None, text: str) -> None:
    assert stay(None if minutes is None else timedelta(minutes=minutes)) == text
