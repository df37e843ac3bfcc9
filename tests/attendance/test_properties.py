"""What holds for any punches at all: order and repetition never matter, minutes stay sane."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from attendance.closing import Reader, heard_until
from attendance.day_facts import DayFacts, DerivedDay
from attendance.duplicates import STANDARD, RepeatRule
from attendance.occurrences import occurrence_on
from attendance.punches import PunchFact
from attendance.shifts import Overtime
from attendance.timelines import Timeline, derive_timeline
from attendance.vocabulary import DayStatus, Direction, Leave, PunchRole, ReviewReason, WorkedBasis
from tests.attendance.situations import rule

FIRST_DAY = date(2026, 10, 23)  # the clock of Berlin goes back on the 25th
MIDNIGHT = datetime(2026, 10, 22, 22, tzinfo=UTC)
SHIFTS = ("08:00-17:00", "22:00-06:00", "00:00-08:00", "06:00-14:00", "14:00-22:00")

SHORT = RepeatRule(window=timedelta(hours=2), debounce=timedelta())
DEVICES, LONG_AFTER = 3, MIDNIGHT + timedelta(days=30)

moments = st.integers(0, 4 * 24 * 60 * 4).map(lambda step: MIDNIGHT + timedelta(seconds=15 * step))
directed = st.tuples(moments, st.sampled_from(Direction))
punch_lists = st.lists(directed, max_size=14).map(
    lambda found: [PunchFact(str(number), *one) for number, one in zip(count(), found)]
)


@st.composite
def rosters(draw: st.DrawFn) -> list[DayFacts]:
    """Return one to four days, each with one of the shifts and whatever can befall a day."""
    basis, leaves = draw(st.sampled_from(WorkedBasis)), st.sampled_from(Leave)
    extras = {"overtime_before": Overtime(), "overtime_after": Overtime(), "break_minutes": 30}
    return [
        DayFacts(
            occurrence=occurrence_on(
                rule(hours, worked_basis=basis, absent_below_minutes=60, **extras),
                FIRST_DAY + timedelta(days=days),
                "Europe/Berlin",
            ),
            leave=draw(leaves),
            is_holiday=draw(st.booleans()),
            joined_on=draw(st.sampled_from([None, date(2026, 10, 24)])),
            repeats=draw(st.sampled_from([STANDARD, SHORT])),
        )
        for days, hours in enumerate(
            draw(st.lists(st.sampled_from(SHIFTS), min_size=1, max_size=4))
        )
    ]


def _days(timeline: Timeline) -> list[DerivedDay]:
    return [day for _, day in timeline.days if day is not None]


@settings(max_examples=200, deadline=None)
@given(rosters(), punch_lists, moments, st.integers())
def test_order_and_repetition_never_matter(
    facts: list[DayFacts], punches: list[PunchFact], now: datetime, seed: int
) -> None:
    shuffled, shifts = [*punches, *punches[::2], *punches[:3]], list(facts)
    Random(seed).shuffle(shuffled)
    Random(seed).shuffle(shifts)
    assert derive_timeline(shifts, shuffled, now=now) == derive_timeline(facts, punches, now=now)


@settings(max_examples=200, deadline=None)
@given(rosters(), punch_lists, moments)
def test_days_are_sane(facts: list[DayFacts], punches: list[PunchFact], now: datetime) -> None:
    for day in _days(derive_timeline(facts, punches, now=now)):
        assert 0 <= day.overtime_minutes <= day.worked_minutes <= 60 * 48
        assert day.is_late == (day.late_minutes > 0)
        assert day.is_early_exit == (day.early_minutes > 0)
        if day.first_in is not None and day.last_out is not None:
            assert day.first_in <= day.last_out


@settings(max_examples=200, deadline=None)
@given(rosters(), punch_lists)
def test_after_all_is_over_no_day_is_expected(
    facts: list[DayFacts], punches: list[PunchFact]
) -> None:
    days = _days(derive_timeline(facts, punches, now=MIDNIGHT + timedelta(days=30)))
    assert DayStatus.EXPECTED not in {day.status for day in days}
    assert all(day.last_out is not None for day in days if day.first_in is not None)


@settings(max_examples=200, deadline=None)
@given(rosters(), punch_lists)
def test_each_punch_counts_once(facts: list[DayFacts], punches: list[PunchFact]) -> None:
    timeline = derive_timeline(facts, punches, now=MIDNIGHT + timedelta(days=30))
    kept = {punch.key for punch in timeline.off_shift}
    seen = {day.last_seen for day in _days(timeline)}
    assert kept <= {punch.key for punch in punches}
    assert seen - {None} <= {punch.at for punch in punches if punch.key not in kept}


def _heard(facts: list[DayFacts], reports: list[tuple[int, datetime]]) -> list[DayFacts]:
    """Return the facts as known once the devices have reported, of which each keeps its latest."""
    until: dict[int, datetime] = {}
    for device, moment in reports:
        until[device] = max(moment, until.get(device, moment))
    readers = [Reader(reported_until=until.get(device)) for device in range(DEVICES)]
    return [
        replace(
            one,
            reported_until=heard_until(
                readers, start=one.occurrence.start, closes=one.occurrence.closes
            ),
        )
        for one in facts
    ]


report_lists = st.lists(st.tuples(st.integers(0, DEVICES - 1), moments), max_size=8)


@settings(max_examples=200, deadline=None)
@given(rosters(), punch_lists, report_lists, moments, st.integers())
def test_the_order_and_repetition_of_reports_never_matter(
    facts: list[DayFacts],
    punches: list[PunchFact],
    reports: list[tuple[int, datetime]],
    now: datetime,
    seed: int,
) -> None:
    shuffled = [*reports, *reports[::2]]
    Random(seed).shuffle(shuffled)
    told, told_again = _heard(facts, reports), _heard(facts, shuffled)
    assert derive_timeline(told_again, punches, now=now) == derive_timeline(told, punches, now=now)


@settings(max_examples=200, deadline=None)
@given(rosters(), punch_lists, report_lists)
def test_devices_that_come_back_take_away_their_doubt_and_nothing_else(
    facts: list[DayFacts], punches: list[PunchFact], reports: list[tuple[int, datetime]]
) -> None:
    all_told = [(device, LONG_AFTER) for device in range(DEVICES)]
    doubted = _days(derive_timeline(_heard(facts, reports), punches, now=LONG_AFTER))
    sure = _days(derive_timeline(_heard(facts, [*reports, *all_told]), punches, now=LONG_AFTER))
    silent = ReviewReason.DEVICE_SILENT
    assert all(silent not in day.reasons for day in sure)
    assert sure == [
        replace(day, reasons=tuple(one for one in day.reasons if one is not silent))
        for day in doubted
    ]


@settings(max_examples=200, deadline=None)
@given(rosters(), punch_lists)
def test_a_repetition_follows_an_arrival_of_its_shift_within_the_window(
    facts: list[DayFacts], punches: list[PunchFact]
) -> None:
    timeline = derive_timeline(facts, punches, now=LONG_AFTER)
    longest = {one.occurrence.day: one.repeats.window for one in facts}
    for day, roled in timeline.roles:
        if roled.role is PunchRole.DUPLICATE:
            arrivals = [
                one.punch.at
                for other, one in timeline.roles
                if other == day
                and one.role is PunchRole.CHECK_IN
                and one.punch.at <= roled.punch.at
            ]
            assert roled.punch.at - max(arrivals) <= longest[day]
