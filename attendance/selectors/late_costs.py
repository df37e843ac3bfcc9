"""What lateness costs people by their site's policies, counted beside payroll's other figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q

from attendance.date_spans import DateSpan
from attendance.models import LatePolicy
from attendance.policy_spans import GroupPolicy, PolicySpan, policy_spans
from attendance.selectors.day_filters import ATTENDED, days_that


def late_spans(site_id: int, first: date, last: date) -> list[PolicySpan]:
    """Return which policy holds when and for whom: one query."""
    rows = LatePolicy.objects.filter(site_id=site_id).meeting(first, last)
    policies = [
        GroupPolicy(row.pk, row.department, DateSpan(row.from_date, row.to_date), row.rule())
        for row in rows.order_by("-from_date", "-pk")
    ]
    return list(policy_spans(policies, first, last))


def late_counts(spans: Sequence[PolicySpan], *, distinct: bool) -> dict[str, Count]:
    """Return for each span the aggregate of the late days that count in it, by a name.

    ``distinct`` is needed for people with several shifts on a day.
    """
    named = {span.department for span in spans} - {None}
    return {
        f"late_{place}": days_that(_late_days(span, named), distinct=distinct)
        for place, span in enumerate(spans)
    }


def _late_days(span: PolicySpan, named: Collection[str | None]) -> Q:
    """Return the late days of the department on that day; without one, of those no span names."""
    group = Q(department=span.department) if span.department else ~Q(department__in=named)
    days = ATTENDED & Q(
        is_late=True,
        late_minutes__gte=span.policy.rule.from_minutes,
        day__range=(span.first, span.last),
    )
    return days & group


def late_days(row: Mapping[str, Any], spans: Sequence[PolicySpan]) -> list[int]:
    """Return what ``late_counts`` counted in a row, span by span."""
    return [row[f"late_{place}"] for place in range(len(spans))]


def half_days_of(spans: Sequence[PolicySpan], counts: Sequence[int]) -> int:
    """Return the half days to deduct from somebody with these counts."""
    accounts: dict[tuple[int, int, int], int] = defaultdict(int)
    rules = {}
    for span, count in zip(spans, counts, strict=True):
        accounts[span.account] += count
        rules[span.account] = span.policy.rule
    return sum(rules[account].half_days_for(late) for account, late in accounts.items())
