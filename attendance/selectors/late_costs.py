"""What lateness costs people by their site's policies, counted beside payroll's other figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Q

from attendance.models import LatePolicy
from attendance.policy_spans import GroupPolicy, PolicySpan, policy_spans
from attendance.rosters import DateSpan
from attendance.selectors.day_filters import ATTENDED


def late_spans(site_id: int, first: date, last: date) -> list[PolicySpan]:
    """Return which policy holds when and for whom: one query."""
    rows = LatePolicy.objects.filter(site_id=site_id).meeting(first, last)
    policies = [
        GroupPolicy(row.pk, row.department, DateSpan(row.from_date, row.to_date), row.rule())
        for row in rows.order_by("-from_date", "-pk")
    ]
    return list(policy_spans(policies, first, last))


def late_count(span: PolicySpan) -> Count:
    """Return the aggregate of the late days that count in a span."""
    days = ATTENDED & Q(
        is_late=True,
        late_minutes__gte=span.policy.rule.from_minutes,
        day__range=(span.first, span.last),
    )
    return Count("pk", filter=days)


def half_days_of(spans: Sequence[PolicySpan], counts: Sequence[int], department: str) -> int:
    """Return the half days to deduct from somebody of a department with these counts."""
    named = {span.department for span in spans}
    group = department if department in named else None
    accounts: dict[tuple[int, int, int], int] = defaultdict(int)
    rules = {}
    for span, count in zip(spans, counts, strict=True):
        if span.department == group:
            accounts[span.account] += count
            rules[span.account] = span.policy.rule
    return sum(rules[account].half_days_for(late) for account, late in accounts.items())
