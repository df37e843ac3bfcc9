"""Two workers with the same fact at once: the database decides."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier

import time_machine
from django.db import connection

from attendance import services
from attendance.models import Intake, LatePolicy, Punch, ShiftAssignment
from factory.core.errors import Conflict
from factory.sites.models import Device
from identity.models import Employee
from tests.attendance.builders import (
    GUIDE_SHIFT,
    assign,
    check_in,
    make_employee,
    make_shift,
    the_only_day,
    utc,
)
from tests.attendance.test_intake import decide, sighting
from tests.builders import default_site, make_device
from tests.threads import ON_POSTGRES_ONLY

pytestmark = ON_POSTGRES_ONLY
WORKERS = 4


def at_once(work: object, values: list[object]) -> list[object]:
    """Call ``work`` with each value in a thread of its own, all starting together."""
    start = Barrier(len(values))

    def run(value: object) -> object:
        start.wait()
        try:
            return work(value)  # type: ignore[operator]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(values)) as pool:
        return list(pool.map(run, values))


def test_one_check_in_is_stored_and_the_others_are_repetitions() -> None:
    worker = make_employee(default_site())
    came = utc("2025-01-15 08:00")
    times: list[object] = [came + timedelta(seconds=number // 2) for number in range(WORKERS)]

    def check(at: object) -> bool:
        assert isinstance(at, datetime)
        mine = Employee.objects.select_related("site").get(pk=worker.pk)
        found = check_in(mine, at=at, shift_data=GUIDE_SHIFT)
        return found.skipped_duplicate

    skipped = at_once(check, times)
    assert skipped.count(False) >= 1
    outcomes = Punch.objects.order_by("at").values_list("outcome", flat=True)
    assert len(outcomes) == 2
    assert "STORED" in outcomes
    assert the_only_day().first_in == came


def test_the_same_instant_is_one_punch_for_all() -> None:
    worker = make_employee(default_site())
    came = utc("2025-01-15 08:00")

    def check(_number: object) -> bool:
        mine = Employee.objects.select_related("site").get(pk=worker.pk)
        return check_in(mine, at=came, shift_data=GUIDE_SHIFT).skipped_duplicate

    assert sorted(map(bool, at_once(check, list(range(WORKERS))))) == [False, True, True, True]
    assert Punch.objects.count() == 1


def test_one_arrival_stands_whoever_reports_and_derives_it() -> None:
    site = default_site()
    worker = make_employee(site)
    assign(worker, make_shift(site), date(2026, 3, 2), date(2026, 3, 2))

    def report(number: object) -> None:
        at = f"2026-03-02T08:00:{int(str(number)):02}"
        rows = [{"employee_id": worker.pk, "at": at, "direction": "IN"}]
        services.record_punches(site=site, rows=rows)
        services.derive_dirty_days()

    with time_machine.travel(utc("2026-03-20 12:00"), tick=False):
        at_once(report, list(range(WORKERS)))
        services.derive_dirty_days()
    outcomes = Punch.objects.order_by("at").values_list("outcome", flat=True)
    assert list(outcomes) == ["STORED", "DUPLICATE", "DUPLICATE", "DUPLICATE"]


def test_two_reports_of_the_same_rows_crosswise() -> None:
    site = default_site()
    people = [make_employee(site) for _ in range(40)]
    rows: list[object] = [
        {"employee_id": worker.pk, "at": f"2026-03-02T{minute // 60:02}:{minute % 60:02}"}
        for minute in range(60, 150)
        for worker in people
    ]

    def report(order: object) -> list[str]:
        assert isinstance(order, list)
        return [str(one.answer) for one in services.record_punches(site=site, rows=order)]

    with time_machine.travel(utc("2026-03-03 12:00"), tick=False):
        answers = at_once(report, [rows, rows[::-1]])
    assert {one for told in answers for one in told} <= {"stored", "duplicate"}  # type: ignore[attr-defined]
    assert Punch.objects.count() == len(rows)


def test_a_decision_is_taken_by_one_worker() -> None:
    site = default_site()
    worker = make_employee(site)
    for minute in range(20):
        decide(sighting(site, at=utc(f"2026-03-02 08:{minute:02}")), worker)
    taken = at_once(lambda _number: services.take_decisions(), list(range(WORKERS)))
    services.take_decisions()
    assert sum(number for number in taken if isinstance(number, int)) <= 20
    assert (Intake.objects.count(), Punch.objects.count()) == (20, 20)


def test_two_overlapping_assignments_leave_one() -> None:
    site = default_site()
    worker, shift = make_employee(site), make_shift(site)

    def assign(_number: object) -> str:
        row = ShiftAssignment(employee=worker, shift=shift, from_date=date(2026, 3, 2))
        try:
            services.save_assignment(assignment=row, caller=None)
        except Conflict as refused:
            return refused.code
        return "assigned"

    answers = [str(one) for one in at_once(assign, list(range(WORKERS)))]
    assert sorted(answers) == ["assigned", "overlap", "overlap", "overlap"]
    assert ShiftAssignment.objects.count() == 1


def test_of_policies_for_one_group_at_once_one_stands() -> None:
    site = default_site()

    def save(number: object) -> str:
        first = date(2026, 3, 2) + timedelta(days=int(str(number)))
        row = LatePolicy(site=site, from_date=first, to_date=date(2026, 4, 1))
        try:
            services.save_late_policy(policy=row, caller=None)
        except Conflict as refused:
            return refused.code
        return "saved"

    answers = [str(one) for one in at_once(save, list(range(WORKERS)))]
    assert sorted(answers) == ["overlap", "overlap", "overlap", "saved"]


def test_one_number_for_two_facts_at_once_loses_neither() -> None:
    """A terminal that was cleared counts from one again, and its box sends on two lines."""
    site = default_site()
    device, _ = make_device(site, kind=Device.Kind.TERMINAL)
    workers = [make_employee(site) for _ in range(WORKERS)]

    def report(employee_id: object) -> set[str]:
        rows = [
            {"employee_id": employee_id, "at": f"2026-03-02T08:00:{n:02}", "event_id": f"{n}"}
            for n in range(60)
        ]
        answers = services.record_punches(site=site, rows=rows, device=device)
        return {str(one.answer) for one in answers}

    with time_machine.travel(utc("2026-03-02 12:00"), tick=False):
        answers = at_once(report, [one.pk for one in workers])
        assert answers == [{"stored"}] * WORKERS
        assert [report(one.pk) for one in workers] == [{"duplicate"}] * WORKERS
    assert [Punch.objects.filter(employee=one).count() for one in workers] == [60] * WORKERS
