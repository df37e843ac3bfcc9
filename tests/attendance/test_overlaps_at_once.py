"""Rows that would overlap, saved or moved at the same moment: the lock lets one of them through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from attendance import services
from attendance.models import LatePolicy, Leave, ShiftAssignment, WeeklyOff
from attendance.models.spans import Span
from factory.core.errors import Conflict
from factory.sites.models import Site
from tests.attendance.builders import make_employee, make_shift
from tests.attendance.test_two_workers import WORKERS, at_once
from tests.builders import default_site
from tests.threads import ON_POSTGRES_ONLY

pytestmark = ON_POSTGRES_ONLY
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 20)
Save = Callable[[Span], object]


def leaves(site: Site) -> tuple[Callable[[], Span], Save]:
    worker = make_employee(site)
    return lambda: Leave(employee=worker), lambda row: services.save_leave(leave=row, caller=None)


def offs_of_a_person(site: Site) -> tuple[Callable[[], Span], Save]:
    worker = make_employee(site)
    return (
        lambda: WeeklyOff(site=site, employee=worker, weeks=[[6]]),
        lambda row: services.save_weekly_off(weekly_off=row, caller=None),
    )


def offs_of_a_department(site: Site) -> tuple[Callable[[], Span], Save]:
    return (
        lambda: WeeklyOff(site=site, department="Paint", weeks=[[6]]),
        lambda row: services.save_weekly_off(weekly_off=row, caller=None),
    )


def policies(site: Site) -> tuple[Callable[[], Span], Save]:
    return (
        lambda: LatePolicy(site=site),
        lambda row: services.save_late_policy(policy=row, caller=None),
    )


def assignments(site: Site) -> tuple[Callable[[], Span], Save]:
    worker, shift = make_employee(site), make_shift(site)
    return (
        lambda: ShiftAssignment(employee=worker, shift=shift),
        lambda row: services.save_assignment(assignment=row, caller=None),
    )


KINDS = [leaves, offs_of_a_person, offs_of_a_department, policies, assignments]


def saved(save: Save, row: Span) -> str:
    try:
        save(row)
    except Conflict as refused:
        return refused.code
    return "saved"


@pytest.mark.parametrize("kind", KINDS)
def test_of_closed_spans_at_once_one_stands(kind: Callable[[Site], Any]) -> None:
    new, save = kind(default_site())

    def work(number: object) -> str:
        row = new()
        row.from_date, row.to_date = FIRST + timedelta(days=int(str(number))), LAST
        return saved(save, row)

    answers = at_once(work, list(range(WORKERS)))
    assert sorted(map(str, answers)) == ["overlap", "overlap", "overlap", "saved"]


@pytest.mark.parametrize("kind", KINDS)
def test_of_spans_that_move_onto_each_other_one_moves(kind: Callable[[Site], Any]) -> None:
    new, save = kind(default_site())
    rows = []
    for number in range(2):
        row = new()
        row.from_date = FIRST + timedelta(days=10 * number)
        row.to_date = row.from_date
        save(row)
        rows.append(row)

    def work(number: object) -> str:
        mine = rows[int(str(number))]
        mine.from_date, mine.to_date = FIRST + timedelta(days=3), FIRST + timedelta(days=5)
        return saved(save, mine)

    assert sorted(map(str, at_once(work, [0, 1]))) == ["overlap", "saved"]
    held = type(rows[0]).objects.filter(pk__in=[row.pk for row in rows])
    assert sorted(held.values_list("from_date", flat=True)) in (
        [FIRST, FIRST + timedelta(days=3)],
        [FIRST + timedelta(days=3), FIRST + timedelta(days=10)],
    )
