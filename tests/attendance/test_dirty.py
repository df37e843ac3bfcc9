"""Long marks are worked off in pieces and hold nobody up; days that cannot be derived are set aside."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from attendance import services
from attendance.models import AttendanceDay, DirtyDay, ShiftAssignment
from attendance.services import dirty
from factory.alerts.models import Alert
from factory.core.errors import Conflict
from factory.sites.models import Role, Site
from identity.models import Employee
from tests.attendance.builders import assign, check_in, day_of, make_employee, make_shift, utc
from tests.builders import default_site, make_site, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _on_the_4th() -> Iterator[None]:
    with time_machine.travel(utc("2026-03-04 12:00"), tick=False):
        yield


def rostered(site: Site, since: date = DAY) -> Employee:
    worker = make_employee(site)
    assign(worker, make_shift(site), since)
    return worker


def interrupted_after(
    pieces: int, monkeypatch: pytest.MonkeyPatch
) -> list[tuple[set[int], date, date]]:
    """Have the worker die after so many pieces; return what it derived, as it goes."""
    seen: list[tuple[set[int], date, date]] = []
    derive = services.derive_days

    def counted(*, employee_ids: Collection[int], first: date, last: date, **values: Any) -> Any:
        if len(seen) == pieces:
            raise KeyboardInterrupt
        seen.append((set(employee_ids), first, last))
        return derive(employee_ids=employee_ids, first=first, last=last, **values)

    monkeypatch.setattr(dirty, "derive_days", counted)
    return seen


def test_a_span_of_years_is_kept_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    site = default_site()
    worker = rostered(site, date(2025, 3, 3))
    with monkeypatch.context() as patch:
        interrupted_after(2, patch)
        with pytest.raises(KeyboardInterrupt):
            services.derive_dirty_days()
    done = AttendanceDay.objects.count()
    assert done == 62
    mark = DirtyDay.objects.get()
    assert mark.first == date(2025, 3, 3) + timedelta(days=62)
    assert services.derive_dirty_days().created == 367 - done
    assert not DirtyDay.objects.exists()
    found = services.rebuild(site=site, first=date(2025, 3, 10), last=DAY)
    assert sum(change.total for _, change in found) == 0
    assert day_of(worker, DAY).status == "ABSENT"


def test_the_turn_ends_between_two_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    rostered(default_site(), date(2025, 3, 3))
    monkeypatch.setattr(dirty, "SLICE_SECONDS", -1)
    assert services.derive_dirty_days().created == 31
    assert DirtyDay.objects.get().first == date(2025, 4, 3)


def test_a_long_mark_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    long, late = rostered(default_site(), date(2016, 1, 4)), rostered(make_site())
    seen = interrupted_after(2, monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        services.derive_dirty_days()
    assert [people for people, _, _ in seen] == [{late.pk}, {long.pk}]


def test_an_assignment_from_the_year_one_is_derived_and_poisons_nobody() -> None:
    """As one was accepted before days were checked."""
    site = default_site()
    worker, other = make_employee(site), rostered(make_site())
    shift = make_shift(site, effective_from=date(1970, 1, 1))
    ShiftAssignment.objects.create(site=site, employee=worker, shift=shift, from_date=date.min)
    check_in(worker, at=utc("2026-03-02 08:00"))
    services.derive_dirty_days()
    assert (day_of(worker, DAY).first_in, day_of(other, DAY).status) == (
        utc("2026-03-02 08:00"),
        "ABSENT",
    )
    DirtyDay.objects.create(site=site, employee=worker, first=date.min, last=date(1971, 1, 1))
    services.derive_dirty_days()
    assert not DirtyDay.objects.exists()
    assert AttendanceDay.objects.earliest("day").day == date(1970, 1, 1)


def poisoned(worker: Employee, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the rules fail over this person's records."""
    derive = services.derive_days

    def failing(*, employee_ids: Collection[int], **values: Any) -> Any:
        if worker.pk in employee_ids:
            raise OverflowError("date value out of range")
        return derive(employee_ids=employee_ids, **values)

    monkeypatch.setattr(dirty, "derive_days", failing)


def test_days_that_cannot_be_derived_are_set_aside_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    site = default_site()
    bad, good = rostered(site), rostered(site)
    with monkeypatch.context() as patch:
        poisoned(bad, patch)
        services.derive_dirty_days()
        services.derive_dirty_days()
    assert set(AttendanceDay.objects.values_list("employee_id", flat=True)) == {good.pk}
    mark = DirtyDay.objects.get()
    assert (mark.employee_id, mark.reason) == (bad.pk, "OverflowError: date value out of range")
    alert = Alert.objects.get()
    assert (alert.site_id, alert.kind, alert.count) == (site.pk, "days-not-derived", 1)
    # Mended, and the next punch or change of theirs brings the rest along.
    services.mark_days(site_id=site.pk, employee_ids=[bad.pk], first=DAY, last=DAY)
    services.derive_dirty_days()
    assert not DirtyDay.objects.exists()
    assert AttendanceDay.objects.filter(employee=bad).count() == 3
    alert.refresh_from_db()
    assert alert.resolved_at is not None


def test_payroll_says_whose_days_cannot_be_derived(monkeypatch: pytest.MonkeyPatch) -> None:
    site = default_site()
    bad = rostered(site)
    poisoned(bad, monkeypatch)
    services.derive_dirty_days()
    with pytest.raises(Conflict, match=rf"Days of {bad.name} .*: see the reason under Dirty days"):
        services.check_lock(site=site, first=DAY, last=DAY)


def test_hr_sees_what_is_set_aside_and_has_it_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    site = default_site()
    bad = rostered(site)
    with monkeypatch.context() as patch:
        poisoned(bad, patch)
        services.derive_dirty_days()
    page = Client()
    page.force_login(make_user((site, Role.HR)), "factory.sites.backends.SiteRoleBackend")
    url, mark = "/admin/attendance/dirtyday/", DirtyDay.objects.get()
    assert "OverflowError: date value out of range" in page.get(url).content.decode()
    page.post(url, {"action": "again", "_selected_action": [mark.pk]})
    services.derive_dirty_days()
    assert not DirtyDay.objects.exists()
    assert day_of(bad, DAY).status == "ABSENT"
    assert not Alert.objects.filter(resolved_at__isnull=True).exists()


def test_a_database_that_stumbles_sets_nothing_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    rostered(default_site())

    def stopped(**_: Any) -> Any:
        raise TimeoutError

    monkeypatch.setattr(dirty, "derive_days", stopped)
    with pytest.raises(TimeoutError):
        services.derive_dirty_days()
    assert DirtyDay.objects.waiting().exists()
