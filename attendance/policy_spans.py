"""Which late policy holds for which group of people on which days. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from attendance.date_spans import DateSpan
from attendance.late_policies import LatePolicy
from attendance.rosters import days_between


@dataclass(frozen=True, slots=True)
class GroupPolicy:
    """A policy for a department (empty: all) and some days. ``key`` tells policies apart."""

    key: int
    department: str
    span: DateSpan
    rule: LatePolicy


@dataclass(frozen=True, slots=True)
class PolicySpan:
    """Days of one month on which a policy holds for a group; None is everybody without their own."""

    policy: GroupPolicy
    department: str | None
    first: date
    last: date

    @property
    def account(self) -> tuple[int, int, int]:
        """What is counted together: one policy in one calendar month."""
        return self.policy.key, self.first.year, self.first.month


def policy_spans(policies: Sequence[GroupPolicy], first: date, last: date) -> Iterator[PolicySpan]:
    """Yield the spans from first to last; ``policies`` come with the newest first.

    A department's own policy goes before everybody's on the days on which both hold.
    """
    days = days_between(first, last) if policies else []
    named = sorted({one.department for one in policies if one.department})
    for department in (*named, None):
        mine = [
            *(one for one in policies if one.department and one.department == department),
            *(one for one in policies if not one.department),
        ]
        in_force = [(day, _holding(mine, day)) for day in days]
        groups = groupby(in_force, key=lambda one: (one[1], one[0].year, one[0].month))
        for (policy, _, _), span in groups:
            if policy is not None:
                begun = [day for day, _ in span]
                yield PolicySpan(policy, department, begun[0], begun[-1])


def _holding(policies: Sequence[GroupPolicy], day: date) -> GroupPolicy | None:
    return next((one for one in policies if one.span.has(day)), None)
