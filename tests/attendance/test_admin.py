"""HR's desk: rosters through the admin, voiding, deciding, today's board and the month."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.models import JSONField, Value
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from attendance import services
from attendance.models import (
    AttendanceDay,
    DirtyDay,
    Leave,
    Punch,
    Regularisation,
    Shift,
    ShiftAssignment,
    WeeklyOff,
)
from factory.sites.models import Role, Site
from tests.attendance.builders import assign, check_in, check_out, make_employee, make_shift, utc
from tests.builders import default_site, make_site, make_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _morning() -> Any:
    with time_machine.travel(utc("2026-03-02 09:30"), tick=False):
        yield


def desk(*roles: tuple[Site, str]) -> Client:
    client = Client()
    client.force_login(make_user(*roles), backend="factory.sites.backends.SiteRoleBackend")
    return client


def url(model: str, page: str, *args: Any) -> str:
    return reverse(f"admin:attendance_{model}_{page}", args=args)


def test_a_shift_is_made_with_what_it_asks() -> None:
    site = default_site()
    client = desk((site, Role.HR))
    form = client.get(url("shift", "add")).context["inline_admin_formsets"][0].formset
    initial = {
        f"versions-0-{name}": field.initial() if callable(field.initial) else field.initial
        for name, field in form.forms[0].fields.items()
    }
    body = {key: value for key, value in initial.items() if value is not None} | {
        "name": "Early",
        "site": site.pk,
        "colour": "#123456",
        "active": "on",
        "versions-TOTAL_FORMS": 1,
        "versions-INITIAL_FORMS": 0,
        "versions-MIN_NUM_FORMS": 1,
        "versions-MAX_NUM_FORMS": 1000,
        "versions-0-start": "06:00",
        "versions-0-end": "14:00",
    }
    answer = client.post(url("shift", "add"), body)
    assert answer.status_code == 302, answer.context["errors"]
    version = Shift.objects.get(name="Early").versions.get()
    assert (version.site, str(version.start)) == (site, "06:00:00")


def test_overlapping_assignments_are_refused_on_the_page() -> None:
    site = default_site()
    worker, shift = make_employee(site), make_shift(site)
    client = desk((site, Role.HR))
    body = {"employee": worker.pk, "shift": shift.pk, "from_date": "2026-03-02", "start_week": 1}
    assert client.post(url("shiftassignment", "add"), body).status_code == 302
    assert DirtyDay.objects.filter(employee=worker).exists()
    refused = client.post(url("shiftassignment", "add"), body)
    assert refused.status_code == 200
    assert "the hours overlap on" in refused.content.decode()
    assert ShiftAssignment.objects.count() == 1


def test_leave_is_granted_and_removed_with_its_days() -> None:
    site = default_site()
    worker = make_employee(site)
    assign(worker, make_shift(site), DAY, DAY)
    client = desk((site, Role.HR))
    body = {
        "employee": worker.pk,
        "part": "FULL",
        "kind": "sick",
        "from_date": "2026-03-02",
        "to_date": "2026-03-02",
    }
    assert client.post(url("leave", "add"), body).status_code == 302
    services.derive_dirty_days()
    assert AttendanceDay.objects.get().status == "ON_LEAVE"
    leave = Leave.objects.get()
    client.post(url("leave", "delete", leave.pk), {"post": "yes"})
    services.derive_dirty_days()
    assert AttendanceDay.objects.get().status == "EXPECTED"


@pytest.mark.parametrize("weeks", [[[6.0]], [[True]], [["x"]], [[9]], [3], 7, None, {}])
def test_weekly_offs_that_make_no_sense_can_be_looked_at_and_mended(weeks: Any) -> None:
    site = default_site()
    row = WeeklyOff(site=site, from_date=DAY, weeks=[[6]])
    row.save()
    WeeklyOff.objects.filter(pk=row.pk).update(weeks=Value(weeks, JSONField()))
    hr = desk((site, Role.HR))
    assert hr.get(url("weeklyoff", "changelist")).status_code == 200
    change = url("weeklyoff", "change", row.pk)
    assert hr.get(change).status_code == 200
    body = {"site": site.pk, "from_date": "2026-03-02", "cycle": 1, "weeks-0-5": "off"}
    assert hr.post(change, body).status_code == 302
    row.refresh_from_db()
    assert row.weeks == [[5]]


def test_times_are_those_of_the_rows_own_site() -> None:
    far = make_site(time_zone="Asia/Kolkata")
    worker = make_employee(far)
    check_in(worker, at=utc("2026-03-02 02:31"))
    punch = Punch.objects.get()
    assert str(punch) == "2026-03-02 08:01:00 IN (web)"
    hr = desk((default_site(), Role.HR), (far, Role.HR))
    for model in ("punch", "straypunch"):
        shown = hr.get(url(model, "changelist")).content.decode()
        assert "2026-03-02 08:01:00" in shown
        assert "02:31" not in shown


def test_people_of_other_sites_cannot_be_chosen() -> None:
    site = default_site()
    stranger = make_employee(make_site())
    body = {"employee": stranger.pk, "shift": make_shift(site).pk, "from_date": "2026-03-02"}
    assert desk((site, Role.HR)).post(url("shiftassignment", "add"), body).status_code == 200
    assert not ShiftAssignment.objects.exists()


def test_voiding_asks_why_and_managers_may_not() -> None:
    site = default_site()
    check_in(make_employee(site), at=utc("2026-03-02 08:00"))
    punch = Punch.objects.get()
    page, body = url("punch", "changelist"), {"action": "void", "_selected_action": punch.pk}
    desk((site, Role.MANAGER)).post(page, body | {"reason": "x"})
    desk((site, Role.HR)).post(page, body)
    punch.refresh_from_db()
    assert punch.outcome == "STORED"
    desk((site, Role.HR)).post(page, body | {"reason": "not theirs"})
    punch.refresh_from_db()
    assert (punch.outcome, punch.reason) == ("VOIDED", "not theirs")


def test_requests_are_decided_by_somebody_else() -> None:
    site = default_site()
    asker = make_user((site, Role.HR))
    asked = services.request_correction(
        employee=make_employee(site),
        day=DAY,
        reason="forgot",
        caller=asker,
        check_in_time=utc("2026-03-02 08:00"),
    )
    page = url("regularisation", "changelist")
    body = {"action": "approve", "_selected_action": asked.pk}
    own = Client()
    own.force_login(asker, backend="factory.sites.backends.SiteRoleBackend")
    assert "Somebody else decides" in own.post(page, body, follow=True).content.decode()
    desk((site, Role.HR)).post(page, body)
    assert Regularisation.objects.get().state == "approved"


def test_todays_board() -> None:
    site = default_site()
    shift, late_shift = make_shift(site), make_shift(site, "14:00-22:00")
    people = [make_employee(site, name=name) for name in ("In", "Late", "Gone", "Missing")]
    for person in people:
        assign(person, shift, DAY)
    expected, away = make_employee(site, name="Later"), make_employee(site, name="Away")
    assign(expected, late_shift, DAY)
    assign(away, shift, DAY)
    services.save_leave(
        leave=Leave(employee=away, from_date=DAY, to_date=DAY, part="FULL"), caller=None
    )
    services.derive_dirty_days()
    for person, clock in zip(people, ("07:55", "08:30", "08:00"), strict=False):
        check_in(person, at=utc(f"2026-03-02 {clock}"))
    check_out(people[2], at=utc("2026-03-02 09:00"))
    make_stranger_in(make_site(name="Elsewhere"))
    answer = desk((site, Role.HR)).get(reverse("admin:attendance_today"))
    board = answer.context["board"]
    named = {title: {row.employee.name for row in rows} for title, rows in board.groups()}
    assert named == {
        "Missing": {"Missing"},
        "In": {"In", "Late"},
        "Gone": {"Gone"},
        "Expected later": {"Later"},
        "Leave, holiday, weekly off": {"Away"},
    }
    assert [row.employee.name for row in board.late] == ["Late"]


def make_stranger_in(site: Site) -> None:
    stranger = make_employee(site, name="Stranger")
    assign(stranger, make_shift(site), DAY)
    check_in(stranger, at=utc("2026-03-02 08:00"))


def test_the_board_and_the_month_cost_no_query_for_each_row() -> None:
    site = default_site()
    shift = make_shift(site)
    client = desk((site, Role.HR))
    counts = []
    for _ in range(2):
        for _ in range(3):
            worker = make_employee(site)
            assign(worker, shift, DAY)
            check_in(worker, at=utc("2026-03-02 08:00"))
        client.get(reverse("admin:attendance_today"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("admin:attendance_today"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_month_as_a_calendar() -> None:
    site = default_site()
    worker = make_employee(site)
    assign(worker, make_shift(site), date(2026, 2, 26))
    check_in(worker, at=utc("2026-03-02 08:30"))
    services.derive_dirty_days()
    client = desk((site, Role.HR))
    answer = client.get(reverse("admin:attendance_month", args=[worker.pk]), {"month": "2026-03"})
    days = {day: rows for week in answer.context["weeks"] for day, rows in week}
    assert [row.status for row in days[date(2026, 2, 26)]] == ["ABSENT"]
    assert days[DAY][0].is_late
    assert days[date(2026, 3, 3)] == []
    assert "08:30" in answer.content.decode()


@pytest.mark.parametrize("month", ["2026", "2026-13", "x"])
def test_months_that_are_none_are_not_there(month: str) -> None:
    site = default_site()
    page = reverse("admin:attendance_month", args=[make_employee(site).pk])
    assert desk((site, Role.HR)).get(page, {"month": month}).status_code == 404


def test_boards_of_other_sites_are_not_there() -> None:
    site, other = default_site(), make_site()
    stranger = make_employee(other)
    client = desk((site, Role.HR))
    page = reverse("admin:attendance_today")
    assert client.get(page, {"site": other.pk}).status_code == 404
    assert client.get(reverse("admin:attendance_month", args=[stranger.pk])).status_code == 404
    assert desk((site, Role.VIEWER)).get(page).status_code == 403


def test_a_days_page_shows_the_punches_behind_it() -> None:
    site = default_site()
    worker = make_employee(site)
    assign(worker, make_shift(site), DAY, DAY)
    check_in(worker, at=utc("2026-03-02 08:00"))
    row = AttendanceDay.objects.get()
    page = desk((site, Role.HR)).get(url("attendanceday", "change", row.pk)).content.decode()
    assert "02 Mar 08:00:00" in page
