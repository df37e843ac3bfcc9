"""Status, flags and minutes of a day out of its evidence."""

from __future__ import annotations

from dataclasses import replace

from attendance.day_facts import DerivedDay, flag_status
from attendance.durations import whole_minutes
from attendance.evidence import Evidence
from attendance.overtime import OvertimeMinutes, overtime_minutes, overtime_on_day_off
from attendance.punctuality import Punctuality, punctuality
from attendance.reasons import review_reasons
from attendance.vocabulary import DayStatus
from attendance.worked import less_breaks, worked_minutes

_DAYS_OFF = frozenset({DayStatus.HOLIDAY, DayStatus.WEEKLY_OFF})


def judged(evidence: Evidence) -> DerivedDay:
    """Return the day that the evidence shows."""
    facts, presence = evidence.facts, evidence.presence
    rule, off = facts.occurrence.rule, evidence.day_off
    worked = worked_minutes(rule, presence, evidence.punches, facts.repeats)
    due = _due_minutes(evidence)
    flags = _flags(evidence)
    overtime = _overtime(evidence, worked=worked, due=due)
    day = DerivedDay(
        day=facts.occurrence.day,
        status=off or _status(evidence, flags, worked),
        department=facts.department,
        is_scheduled=facts.is_employed and off not in _DAYS_OFF,
        leave=facts.leave,
        first_in=presence.first_in,
        last_out=presence.last_out,
        last_seen=presence.last_seen,
        closed_by_rule=presence.closed_by,
        is_late=flags.is_late,
        late_minutes=flags.late_minutes,
        is_early_exit=flags.is_early_exit,
        early_minutes=flags.early_minutes,
        grace_period_applied=flags.grace_period_applied,
        due_minutes=due,
        worked_minutes=worked,
        overtime_before_minutes=overtime.before,
        overtime_after_minutes=overtime.after,
    )
    return replace(day, reasons=tuple(review_reasons(evidence, day)))


def _flags(evidence: Evidence) -> Punctuality:
    """Return late and early; nobody is either on a day off, nor early by a rule's check-out."""
    if evidence.day_off:
        return Punctuality()
    presence = evidence.presence
    last_out = None if presence.closed_by else presence.last_out
    return punctuality(evidence.expected, first_in=presence.first_in, last_out=last_out)


def _status(evidence: Evidence, flags: Punctuality, worked: int) -> DayStatus:
    if evidence.has_nothing:
        return DayStatus.ABSENT if evidence.phase.is_closed else DayStatus.EXPECTED
    if not evidence.is_complete:
        return DayStatus.INCOMPLETE
    present = flag_status(is_late=flags.is_late, is_early_exit=flags.is_early_exit)
    return _by_thresholds(evidence, worked) or present


def _by_thresholds(evidence: Evidence, worked: int) -> DayStatus | None:
    """Return ABSENT or HALF_DAY for too little work; while the day is open more may come.

    An hour that the clocks skip while somebody is there is none that they have missed.
    """
    rule, is_half_leave = evidence.facts.occurrence.rule, evidence.facts.is_half_leave
    counted = (worked + evidence.skipped_minutes) * (2 if is_half_leave else 1)
    if evidence.phase.is_closed and counted < rule.absent_below_minutes:
        return DayStatus.ABSENT
    is_short = evidence.phase.is_closed and counted < rule.half_day_below_minutes
    return DayStatus.HALF_DAY if is_half_leave or is_short else None


def _due_minutes(evidence: Evidence) -> int:
    if evidence.day_off:
        return 0
    length = whole_minutes(evidence.expected.end - evidence.expected.start)
    return less_breaks(evidence.facts.occurrence.rule, length)


def _overtime(evidence: Evidence, *, worked: int, due: int) -> OvertimeMinutes:
    off, occurrence = evidence.day_off, evidence.facts.occurrence
    if off is None:
        return overtime_minutes(occurrence, evidence.presence, worked=worked, due=due)
    if off not in _DAYS_OFF or evidence.presence.closed_by:
        return OvertimeMinutes()
    return overtime_on_day_off(occurrence.rule, worked)
