"""Why a person should look at a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from attendance.closing import Phase
from attendance.day_facts import DerivedDay
from attendance.evidence import Evidence
from attendance.matching import HANDOVER
from attendance.stays import read_stays
from attendance.vocabulary import ClosedBy, DayStatus, Direction, Leave, ReviewReason, WorkedBasis

_BY_DAY_OFF = {
    DayStatus.INCOMPLETE: ReviewReason.OUTSIDE_EMPLOYMENT,
    DayStatus.HOLIDAY: ReviewReason.WORKED_ON_DAY_OFF,
    DayStatus.WEEKLY_OFF: ReviewReason.WORKED_ON_DAY_OFF,
    DayStatus.ON_LEAVE: ReviewReason.WORKED_ON_LEAVE,
}
_GUESSED = frozenset({ClosedBy.SHIFT_END, ClosedBy.LAST_SIGHTING})


def review_reasons(evidence: Evidence, day: DerivedDay) -> Iterator[ReviewReason]:
    """Yield the reasons for review of a judged day, each once."""
    yield from _unplanned(evidence, day)
    yield from _doubts(evidence, day)
    if evidence.is_worked_through:
        yield ReviewReason.WORKED_THROUGH
    if _is_unheard(evidence, day):
        yield ReviewReason.DEVICE_SILENT
    if _is_too_long(evidence, day):
        yield ReviewReason.LONG_SPAN


def _unplanned(evidence: Evidence, day: DerivedDay) -> Iterator[ReviewReason]:
    """Yield what the roster knows nothing of: work on days off and on leave, or at other hours."""
    if evidence.day_off and not evidence.has_nothing:
        yield _BY_DAY_OFF[evidence.day_off]
    if _is_on_half_leave(evidence, day):
        yield ReviewReason.WORKED_ON_LEAVE
    if evidence.has_nothing and evidence.has_strays and day.status is not DayStatus.EXPECTED:
        yield ReviewReason.OFF_SHIFT


def _doubts(evidence: Evidence, day: DerivedDay) -> Iterator[ReviewReason]:
    if (day.first_in is None and day.last_out is not None) or _left_before_coming(evidence, day):
        yield ReviewReason.MISSED_CHECK_IN
    if day.closed_by_rule in _GUESSED:
        yield ReviewReason.MISSED_CHECK_OUT
    yield from _unpaired(evidence)
    if day.is_early_exit and not evidence.presence.is_out_said:
        yield ReviewReason.EARLY_BY_SIGHTING
    if day.status is DayStatus.ABSENT and day.last_seen is not None:
        yield ReviewReason.TOO_SHORT


def _left_before_coming(evidence: Evidence, day: DerivedDay) -> bool:
    """Say whether a check-out within the shift lies long before the first check-in.

    One before the shift may be of the day before.
    """
    start, came = evidence.expected.start, day.first_in
    outs = [one.at for one in evidence.punches if one.direction is Direction.OUT]
    return came is not None and any(start < at < came - HANDOVER for at in outs)


def _unpaired(evidence: Evidence) -> Iterator[ReviewReason]:
    """Yield what is doubtful about the pairs, where work is counted in them."""
    facts = evidence.facts
    if facts.occurrence.rule.worked_basis is not WorkedBasis.PAIRS:
        return
    stays = read_stays(evidence.presence, evidence.punches, facts.repeats)
    if stays.is_lost:
        yield ReviewReason.MISSED_RETURN
    if stays.unclear:
        yield ReviewReason.UNCLEAR_PAIRS


def _is_on_half_leave(evidence: Evidence, day: DerivedDay) -> bool:
    """Say whether somebody came long before, or stayed long after, what half a day's leave left."""
    if evidence.day_off or not evidence.facts.is_half_leave:
        return False
    expected = evidence.expected
    if evidence.facts.leave is Leave.FIRST_HALF:
        return day.first_in is not None and day.first_in < expected.start - HANDOVER
    if day.last_out is None or day.closed_by_rule:
        return False
    return day.last_out > expected.end + HANDOVER


def _is_unheard(evidence: Evidence, day: DerivedDay) -> bool:
    """Say whether a device that never reported might have changed the day."""
    is_plain = day.status is DayStatus.PRESENT and day.closed_by_rule is None
    is_idle = evidence.day_off is not None and evidence.has_nothing
    return evidence.phase is Phase.CLOSED_UNHEARD and not is_plain and not is_idle


def _is_too_long(evidence: Evidence, day: DerivedDay) -> bool:
    if day.first_in is None or day.last_out is None:
        return False
    longest = timedelta(minutes=evidence.facts.occurrence.rule.longest_span_minutes)
    return day.last_out - day.first_in > longest
