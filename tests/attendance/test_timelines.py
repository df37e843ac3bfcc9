"""Several shifts of one employee in a row, from raw punches to days."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest

from attendance.day_facts import DayFacts
from attendance.occurrences import occurrence_on
from attendance.shifts import ShiftVersion, rule_in_force
from attendance.timelines import Timeline, derive_timeline
from attendance.vocabulary import Leave
from tests.attendance.situations import KOLKATA, THURSDAY, moment, punches, rule


def _timeline(hours: str, text: str, *, now: str = "12:00>>>>") -> Timeline:
    facts = [
        DayFacts(
            occurrence=occurrence_on(
                rule(one.rstrip(">")), THURSDAY + timedelta(days=one.count(">")), KOLKATA
            )
        )
        for one in hours.split()
    ]
    return derive_timeline(facts, punches(text), now=moment(now))


def _told(timeline: Timeline) -> list[str]:
    return [
        " ".join([day.status, *day.reasons]) if day is not None else "" for _, day in timeline.days
    ]


def _row(label: str, hours: str, text: str, *days: str) -> object:
    return pytest.param(hours, text, list(days), id=label)


DOUBLE = "06:00-14:00 14:00-22:00"


@pytest.mark.parametrize(
    ("hours", "text", "days"),
    [
        _row(
            "double shift is two days of work",
            DOUBLE,
            "+05:55 -14:01 +14:02 -22:00",
            "PRESENT",
            "LATE",
        ),
        _row(
            "double shift on one camera, a minute before the bell",
            DOUBLE,
            "?05:55 ?13:59 ?14:00 ?22:01",
            "EARLY_EXIT EARLY_BY_SIGHTING",
            "PRESENT",
        ),
        _row(
            "double shift worked through",
            DOUBLE,
            "+05:55 -22:00",
            "PRESENT WORKED_THROUGH",
            "PRESENT WORKED_THROUGH",
        ),
        _row(
            "double shift worked through on one camera",
            DOUBLE,
            "?05:55 ?22:02",
            "PRESENT WORKED_THROUGH",
            "PRESENT WORKED_THROUGH",
        ),
        _row(
            "only the check-out between them missed",
            DOUBLE,
            "+05:55 +14:00 -22:00",
            "PRESENT WORKED_THROUGH",
            "PRESENT",
        ),
        _row(
            "went home without a word, came to the second late",
            DOUBLE,
            "+05:55 +15:30 -22:00",
            "PRESENT MISSED_CHECK_OUT",
            "LATE",
        ),
        _row(
            "half an hour into the second is still the handover",
            DOUBLE,
            "+05:55 +14:30 -22:00",
            "PRESENT WORKED_THROUGH",
            "LATE",
        ),
        _row("only the second of two", DOUBLE, "+13:55 -22:00", "ABSENT", "PRESENT"),
        _row(
            "second check-in is no duplicate of the first",
            DOUBLE,
            "+05:55 -14:00 +14:00 +14:01 -22:00",
            "PRESENT",
            "PRESENT",
        ),
        _row(
            "night, then a day shift",
            "22:00-06:00 08:00-17:00>",
            "+21:55 -06:10> +07:58> -17:00>",
            "PRESENT",
            "PRESENT",
        ),
        _row(
            "night with a forgotten check-out does not turn the next day around",
            "22:00-06:00 22:00-06:00>",
            "+21:58 +21:57> -06:01>>",
            "PRESENT MISSED_CHECK_OUT",
            "PRESENT",
        ),
        _row(
            "day with a forgotten check-out does not turn the next day around",
            "08:00-17:00 08:00-17:00>",
            "?07:58 ?07:59> ?17:02>",
            "PRESENT MISSED_CHECK_OUT",
            "PRESENT",
        ),
        _row(
            "midnight shifts day by day",
            "00:00-08:00 00:00-08:00>",
            "+23:50< -08:00 +23:55 -08:01>",
            "PRESENT",
            "PRESENT",
        ),
        _row(
            "no day without a status",
            "08:00-17:00 08:00-17:00> 08:00-17:00>>",
            "+08:00 -17:00",
            "PRESENT",
            "ABSENT",
            "ABSENT",
        ),
        _row(
            "shift changed for the day: judged by the new one",
            "10:00-19:00",
            "+09:55 -19:00",
            "PRESENT",
        ),
    ],
)
def test_days(hours: str, text: str, days: list[str]) -> None:
    assert _told(_timeline(hours, text)) == days


def test_working_through_counts_each_shift_once() -> None:
    days = [day for _, day in _timeline(DOUBLE, "+05:55 -22:00").days if day is not None]
    assert [day.worked_minutes for day in days] == [485, 480]
    assert days[0].last_out == days[1].first_in == moment("14:00")


def test_punches_outside_all_shifts_are_handed_back() -> None:
    timeline = _timeline("06:00-14:00", "+06:00 -14:00 +20:00 -22:00")
    assert [punch.key for punch in timeline.off_shift] == ["p2", "p3"]


@pytest.mark.parametrize(
    ("facts", "text", "now", "told"),
    [
        pytest.param({}, "+06:00 -11:30", "12:00>>>", ["ABSENT OFF_SHIFT"], id="another shift"),
        pytest.param({}, "?23:30", "12:00>>>", ["ABSENT OFF_SHIFT"], id="seen late at night"),
        pytest.param({}, "+06:00 -11:30", "13:00", ["EXPECTED"], id="the shift is still to come"),
        pytest.param({}, "?23:30<", "12:00>>>", ["ABSENT"], id="of the day before"),
        pytest.param({}, "?06:00 +14:00 -22:00", "12:00>>>", ["PRESENT"], id="and in the shift"),
        pytest.param(
            {"is_weekly_off": True},
            "+06:00 -11:30",
            "12:00>>>",
            ["WEEKLY_OFF OFF_SHIFT"],
            id="called in on a day off",
        ),
        pytest.param(
            {"leave": Leave.FULL}, "+06:00", "12:00>>>", ["ON_LEAVE OFF_SHIFT"], id="on leave"
        ),
    ],
)
def test_whoever_came_at_other_hours_is_not_absent_in_silence(
    facts: dict[str, Any], text: str, now: str, told: list[str]
) -> None:
    afternoon = occurrence_on(
        rule("14:00-20:00", before_minutes=120, after_minutes=180), THURSDAY, KOLKATA
    )
    day = DayFacts(occurrence=afternoon, **facts)
    assert _told(derive_timeline([day], punches(text), now=moment(now))) == told


def test_nothing_gives_nothing() -> None:
    assert derive_timeline([], [], now=moment("12:00")) == Timeline((), (), ())


def test_rules_changed_in_mid_month_hold_from_their_date() -> None:
    versions = [
        ShiftVersion(effective_from=date(2026, 1, 16), rule=rule(grace_in_minutes=15)),
        ShiftVersion(effective_from=date(2026, 1, 1), rule=rule(grace_in_minutes=5)),
    ]
    facts = [
        DayFacts(occurrence=occurrence_on(rule_in_force(versions, day), day, KOLKATA))
        for day in (THURSDAY, THURSDAY + timedelta(days=1))
    ]
    timeline = derive_timeline(
        facts, punches("+08:10 -17:00 +08:10> -17:00>"), now=moment("12:00>>>")
    )
    assert _told(timeline) == ["LATE", "PRESENT"]


def test_no_rule_before_its_first_version() -> None:
    version = ShiftVersion(effective_from=date(2026, 1, 16), rule=rule())
    with pytest.raises(LookupError, match="2026-01-15"):
        rule_in_force([version], THURSDAY)


def test_punches_that_a_device_brings_later_change_the_day() -> None:
    before = _timeline("08:00-17:00", "")
    after = _timeline("08:00-17:00", "+08:00 -17:00")
    assert (_told(before), _told(after)) == (["ABSENT"], ["PRESENT"])


def test_a_voided_punch_leaves_the_day_as_if_it_never_was() -> None:
    everyone = punches("+08:00 -12:00 -17:00")
    facts = [DayFacts(occurrence=occurrence_on(rule(), THURSDAY, KOLKATA))]
    kept = [punch for punch in everyone if punch.at.time() != time(11, 30)]
    timeline = derive_timeline(facts, kept, now=moment("12:00>>>"))
    day = timeline.days[0][1]
    assert day is not None
    assert (day.first_in, day.last_out) == (everyone[0].at, everyone[1].at)
