"""What holds for any punches at all: order and repetition never matter, minutes stay sane."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from attendance.day_facts import DayFacts, DerivedDay
from attendance.occurrences import occurrence_on
from attendance.punches import PunchFact
from attendance.shifts import Overtime
from attendance.timelines import Timeline, derive_timeline
from attendance.vocabulary import DayStatus, Direction, Leave, WorkedBasis
from tests.attendance.situations import rule

FIRST_DAY = date(2026, 10, 23)  # the clock of Berlin goes back on the 25th
MIDNIGHT = datetime(2026, 10, 22, 22, tzinfo=UTC)
SHIFTS = ("08:00-17:00", "22:00-06:00", "00:00-08:00", "06:00-14:00", "14:00-22:00")

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
