"""One employee's attendance day out of its shift, its punches and what else holds that day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from attendance.closing import Phase, phase_of
from attendance.day_facts import DayFacts, DerivedDay
from attendance.evidence import Evidence
from attendance.handovers import already_there, worked_on
from attendance.judging import judged
from attendance.passing_by import without_passing_by
from attendance.presence import Presence, closed_by_rule, read_presence
from attendance.punches import PunchFact, in_order
from attendance.punctuality import ExpectedHours


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What goes on beside a shift.

    Whether somebody worked through from the shift before, or into the next one, and whether they
    punched on its day outside all of their shifts.
    """

    comes_from_before: bool = False
    goes_on_after: bool = False
    has_strays: bool = False


ALONE = Neighbours()


def derive_day(
    facts: DayFacts,
    punches: Iterable[PunchFact],
    *,
    now: datetime,
    neighbours: Neighbours = ALONE,
) -> DerivedDay | None:
    """Return the attendance day of one occurrence, from the punches that belong to it.

    None where the employee was not employed that day and did not punch. The order and the
    repetition of punches make no difference, and neither does asking again: it all depends on
    the arguments.
    """
    ordered = in_order(punches)
    if not facts.is_employed and not ordered:
        return None
    phase = phase_of(facts.occurrence.closes, reported_until=facts.reported_until, now=now)
    seen = read_presence(facts.occurrence, ordered, facts.repeats)
    expected = _expected_hours(facts)
    joined = _joined(seen, facts, neighbours)
    presence = _settled(joined, facts, expected, phase)
    evidence = Evidence(
        facts=facts,
        expected=expected,
        punches=ordered,
        presence=presence,
        phase=phase,
        is_worked_through=joined != seen,
        has_strays=neighbours.has_strays,
    )
    return judged(evidence)


def _expected_hours(facts: DayFacts) -> ExpectedHours:
    rule = facts.occurrence.rule
    return ExpectedHours(
        start=facts.expected_start,
        end=facts.expected_end,
        grace_in_minutes=rule.grace_in_minutes,
        grace_out_minutes=rule.grace_out_minutes,
    )


def _joined(seen: Presence, facts: DayFacts, neighbours: Neighbours) -> Presence:
    if neighbours.comes_from_before:
        seen = already_there(seen, facts.occurrence)
    if neighbours.goes_on_after:
        seen = worked_on(seen, facts.occurrence)
    return seen


def _settled(seen: Presence, facts: DayFacts, expected: ExpectedHours, phase: Phase) -> Presence:
    """Return what may be said by now of the way out.

    A mere sighting within the shift is a way out only once the day is closed; a check-out that
    nobody made is then supplied by the rule.
    """
    seen = without_passing_by(seen, expected)
    if phase.is_closed:
        return closed_by_rule(seen, facts.occurrence, expected_end=expected.end)
    if seen.is_out_said or seen.closed_by or seen.last_out is None:
        return seen
    return seen if seen.last_out >= expected.earliest_out else replace(seen, last_out=None)
