"""Which late policy holds for which group of people on which days. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from attendance.date_spans import DateSpan
from attendance.late_policies import LatePolicy
from attendance.payroll_periods import PayrollPeriods
from attendance.rosters import days_between

CALENDAR_MONTHS = PayrollPeriods()


@dataclass(frozen=True, slots=True)
class GroupPolicy:
    """A policy for a department (empty: all) and some days. ``key`` tells policies apart."""

    key: int
    department: str
    span: DateSpan
    rule: LatePolicy


@dataclass(frozen=True, slots=True)
class PolicySpan:
    """Days of one payroll period on which a policy holds for a group.

    The group is a department; None is everybody without a policy of their own. ``period`` is the
    first day of the period, which may lie before the span.
    """

    policy: GroupPolicy
    department: str | None
    first: date
    last: date
    period: date

    @property
    def account(self) -> tuple[int, date]:
        """What is counted together: one policy in one payroll period."""
        return self.policy.key, self.period


def policy_spans(
    policies: Sequence[GroupPolicy],
    first: date,
    last: date,
    periods: PayrollPeriods = CALENDAR_MONTHS,
) -> Iterator[PolicySpan]:
    """Yield the spans from first to last; ``policies`` come with the newest first.

    A department's own policy goes before everybody's on the days on which both hold.
    """
    days = days_between(first, last) if policies else []
    starts = {day: periods.start_of(day) for day in days}
    named = sorted({one.department for one in policies if one.department})
    for department in (*named, None):
        mine = [
            *(one for one in policies if one.department and one.department == department),
            *(one for one in policies if not one.department),
        ]
        for (policy, period), span in groupby(
            days, key=lambda day: (_holding(mine, day), starts[day])
        ):
            if policy is not None:
                held = list(span)
                yield PolicySpan(policy, department, held[0], held[-1], period)


class LateDay(NamedTuple):
    """A late day: by how many minutes, and the department of that day."""

    day: date
    minutes: int
    department: str


def late_days_in(spans: Sequence[PolicySpan], late: Iterable[LateDay]) -> list[int]:
    """Return how many late days count in each span, each once however many shifts it has."""
    named = {span.department for span in spans} - {None}
    days: list[set[date]] = [set() for _ in spans]
    for one in late:
        group = one.department if one.department in named else None
        for span, found in zip(spans, days, strict=True):
            is_late_enough = one.minutes >= span.policy.rule.from_minutes
            if span.department == group and span.first <= one.day <= span.last and is_late_enough:
                found.add(one.day)
    return [len(found) for found in days]


def _holding(policies: Sequence[GroupPolicy], day: date) -> GroupPolicy | None:
    return next((one for one in policies if one.span.has(day)), None)
