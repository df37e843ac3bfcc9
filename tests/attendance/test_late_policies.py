"""What lateness costs: the rule, which policy holds when, and the same in SQL."""

from __future__ import annotations

from datetime import date

import pytest

from attendance import services
from attendance.date_spans import DateSpan
from attendance.late_policies import LatePolicy as LateRule
from attendance.models import LatePolicy
from attendance.policy_spans import GroupPolicy, policy_spans
from attendance.selectors.summaries import figures_of, site_summary
from factory.core.errors import Invalid
from factory.sites.models import Role, Site
from identity.models import Employee
from tests.attendance.builders import assign, check_in, check_out, make_employee, make_shift, utc
from tests.builders import client_of, default_site, make_site, make_user

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


@pytest.mark.parametrize(
    ("rule", "late", "half_days"),
    [
        (LateRule(), 2, 0),
        (LateRule(), 3, 1),
        (LateRule(), 5, 1),
        (LateRule(), 6, 2),
        (LateRule(forgiven=2), 4, 0),
        (LateRule(forgiven=2), 5, 1),
        (LateRule(every=1, half_days=2), 2, 4),
    ],
)
def test_every_so_many_cost_so_much(rule: LateRule, late: int, half_days: int) -> None:
    assert rule.half_days_for(late) == half_days


def test_senseless_policies_are_refused() -> None:
    for values in ({"every": 0}, {"half_days": -1}, {"forgiven": -1}, {"from_minutes": -1}):
        with pytest.raises(ValueError, match=f"^{next(iter(values))}: "):
            LateRule(**values)


def test_a_departments_own_goes_first_and_months_are_counted_apart() -> None:
    site_wide = GroupPolicy(1, "", DateSpan(date(2026, 1, 1)), LateRule())
    own = GroupPolicy(2, "Paint", DateSpan(date(2026, 3, 10), date(2026, 3, 20)), LateRule())
    found = [
        (span.department, span.policy.key, span.first.isoformat()[5:], span.last.isoformat()[5:])
        for span in policy_spans([own, site_wide], date(2026, 2, 27), date(2026, 3, 31))
    ]
    assert found == [
        ("Paint", 1, "02-27", "02-28"),
        ("Paint", 1, "03-01", "03-09"),
        ("Paint", 2, "03-10", "03-20"),
        ("Paint", 1, "03-21", "03-31"),
        (None, 1, "02-27", "02-28"),
        (None, 1, "03-01", "03-31"),
    ]
    spans = list(policy_spans([own, site_wide], date(2026, 3, 1), date(2026, 3, 31)))
    assert [span.account for span in spans if span.policy.key == 1] == [(1, date(2026, 3, 1))] * 3


def late_on(worker: Employee, *days: int, minutes: int = 20) -> None:
    for day in days:
        check_in(worker, at=utc(f"2026-03-{day:02} 08:{minutes}"))
        check_out(worker, at=utc(f"2026-03-{day:02} 17:00"))


def policy(site: Site, **values: object) -> LatePolicy:
    row = LatePolicy(**({"site": site, "from_date": date(2026, 1, 1)} | values))
    return services.save_late_policy(policy=row, caller=None)


def deducted(worker: Employee) -> float:
    [found] = [
        one for one in site_summary(worker.site, FIRST, LAST) if one.employee_id == worker.pk
    ]
    assert found == figures_of(worker, FIRST, LAST)
    return found.late_deduction_days


@pytest.mark.django_db
def test_policies_as_data_count_in_the_summary() -> None:
    site = default_site()
    painter = make_employee(site, department="Paint")
    other = make_employee(site, department="Stores")
    shift = make_shift(site, grace_in_minutes=5)
    for worker in (painter, other):
        assign(worker, shift, date(2026, 3, 2), date(2026, 3, 14))
        late_on(worker, 2, 3, 4, 5, 6, 9)
    assert deducted(painter) == 0
    policy(site)
    assert (deducted(painter), deducted(other)) == (1.0, 1.0)
    policy(site, department="Paint", every=2, half_days=2, from_date=date(2026, 3, 5))
    assert (deducted(painter), deducted(other)) == (0.5 + 1.0, 1.0)
    policy(site, department="Stores", from_minutes=30)
    assert deducted(other) == 0


@pytest.mark.django_db
def test_policies_through_the_api() -> None:
    site = default_site()
    hr = client_of(make_user((site, Role.HR)))
    body = {"every": 3, "half_days": 1, "from_date": "2026-01-01"}
    made = hr.post("/api/v1/late-policies", body)
    assert made.status_code == 201, made.content
    assert made.json()["department"] == ""
    assert hr.post("/api/v1/late-policies", body | {"every": 0}).status_code == 400
    pk = made.json()["id"]
    changed = hr.patch(f"/api/v1/late-policies/{pk}", {"forgiven": 1})
    assert changed.json()["forgiven"] == 1
    stranger = client_of(make_user((make_site(), Role.HR)))
    assert stranger.get(f"/api/v1/late-policies/{pk}").status_code == 404
    assert hr.delete(f"/api/v1/late-policies/{pk}").status_code == 204


@pytest.mark.django_db
def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(Invalid):
        policy(default_site(), to_date=date(2025, 1, 1))
