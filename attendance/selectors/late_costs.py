"""What lateness costs people by their site's policies, counted beside payroll's other figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Count, Q

from attendance.date_spans import DateSpan
from attendance.models import LatePolicy
from attendance.policy_spans import GroupPolicy, PolicySpan, policy_spans
from attendance.selectors.payroll_periods import payroll_periods


def late_spans(site_id: int, first: date, last: date) -> list[PolicySpan]:
    """Return which policy holds when and for whom: one query, and one more where there is any.

    Of a payroll period that the days do not hold as a whole, what lies within them counts.
    """
    rows = LatePolicy.objects.filter(site_id=site_id).meeting(first, last)
    policies = [
        GroupPolicy(row.pk, row.department, DateSpan(row.from_date, row.to_date), row.rule())
        for row in rows.order_by("-from_date", "-pk")
    ]
    if not policies:
        return []
    return list(policy_spans(policies, first, last, payroll_periods(site_id)))


def late_counts(spans: Sequence[PolicySpan]) -> dict[str, Count]:
    """Return for each span the aggregate of the late shifts of days that count in it, by a name."""
    named = {span.department for span in spans} - {None}
    return {
        f"late_{place}": Count("pk", filter=_late_days(span, named))
        for place, span in enumerate(spans)
    }


def _late_days(span: PolicySpan, named: Collection[str | None]) -> Q:
    """Return the late days of the department on that day; without one, of those no span names."""
    late = Q(is_late=True, late_minutes__gte=span.policy.rule.from_minutes)
    group = Q(department=span.department) if span.department else ~Q(department__in=named)
    return late & Q(day__range=(span.first, span.last)) & group


def half_days_of(spans: Sequence[PolicySpan], counts: Sequence[int]) -> int:
    """Return the half days to deduct from somebody with these counts."""
    accounts: dict[tuple[int, date], int] = defaultdict(int)
    rules = {}
    for span, count in zip(spans, counts, strict=True):
        accounts[span.account] += count
        rules[span.account] = span.policy.rule
    return sum(rules[account].half_days_for(late) for account, late in accounts.items())
