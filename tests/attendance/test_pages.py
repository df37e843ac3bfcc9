"""HR's pages: what they show, what they let do, to whom, and empty ones that say what to do next."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from attendance import services
from attendance.admin.pages import muster, review
from attendance.models import (
    AttendanceDay,
    DayReview,
    LatePolicy,
    PayrollLock,
    ShiftAssignment,
    ShiftPattern,
    WeeklyOff,
)
from factory.sites.models import Role, Site
from identity.models import Employee
from tests.attendance.builders import assign, check_in, check_out, make_employee, make_shift, utc
from tests.builders import default_site, make_site, make_user

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 4)
LATER = utc("2026-04-02 12:00")


@pytest.fixture(autouse=True)
def _in_april() -> Any:
    with time_machine.travel(LATER, tick=False):
        yield


def desk(*roles: tuple[Site, str]) -> Client:
    client = Client()
    client.force_login(make_user(*roles), "factory.sites.backends.SiteRoleBackend")
    return client


def page(name: str, **_kwargs: Any) -> str:
    return reverse(f"admin:attendance_{name}")


def worked(site: Site, **fields: Any) -> Employee:
    """Return somebody with a good day, a forgotten check-out and an absence."""
    worker = make_employee(site, **fields)
    assign(worker, make_shift(site), FIRST, LAST)
    check_in(worker, at=utc("2026-03-02 08:00"))
    check_out(worker, at=utc("2026-03-02 17:00"))
    check_in(worker, at=utc("2026-03-03 08:00"))
    return worker


@pytest.mark.parametrize("name", ["today", "review", "payroll", "muster"])
def test_an_empty_page_says_what_to_do_next(name: str) -> None:
    answer = desk((default_site(), Role.HR)).get(page(name))
    assert answer.status_code == 200
    assert 'class="nothing"' in answer.content.decode()


@pytest.mark.parametrize("name", ["today", "review", "payroll", "muster"])
def test_pages_are_for_who_sees_days_and_of_ones_own_sites(name: str) -> None:
    site, other = default_site(), make_site()
    worked(other, name="Somebody Elsewhere")
    hr = desk((site, Role.HR))
    query = {"month": "2026-03", "day": "2026-03-02"}
    assert "Somebody Elsewhere" not in hr.get(page(name), query).content.decode()
    assert hr.get(page(name), {"site": other.pk}).status_code == 404
    for nonsense in ("March", "0001-01", "9999-12", "2026-13"):
        assert hr.get(page(name), {"month": nonsense}).status_code == 404
    assert desk((site, Role.SECURITY)).get(page(name)).status_code == 403


def test_another_days_board_by_department_and_shift() -> None:
    site = default_site()
    worker = worked(site, name="Asha", department="Paint")
    worked(site, name="Ravi", department="Stores")
    hr = desk((site, Role.HR))
    shown = hr.get(page("today"), {"day": "2026-03-02", "department": "Paint"}).content.decode()
    assert "Asha" in shown
    assert "Ravi" not in shown
    shift = str(ShiftAssignment.objects.get(employee=worker).shift_id)
    shown = hr.get(page("today"), {"day": "2026-03-02", "shift": shift}).content.decode()
    assert "Ravi" not in shown


def tokens_on(text: str, name: str) -> list[str]:
    """Return what the page's boxes say that it shows."""
    return re.findall(f'name="{name}" value="([0-9]+:[0-9a-f]+)"', text)


def test_flagged_days_are_approved_in_bulk_with_a_note() -> None:
    site = default_site()
    worked(site)
    worked(site)
    hr = desk((site, Role.HR))
    days = AttendanceDay.objects.filter(needs_review=True)
    shown = hr.get(page("review")).content.decode()
    assert "Nobody saw them leave" in shown
    ticked = tokens_on(shown, "day")
    assert len(ticked) == 2
    assert desk((site, Role.MANAGER)).post(page("review"), {"day": ticked}).status_code == 403
    assert hr.post(page("review"), {"day": ticked, "note": "Seen."}).status_code == 302
    assert not days.all().exists()
    assert set(DayReview.objects.values_list("note", flat=True)) == {"Seen."}


def test_days_are_approved_from_the_list_too() -> None:
    site = default_site()
    worked(site)
    [day] = AttendanceDay.objects.filter(needs_review=True)
    hr, url = desk((site, Role.HR)), reverse("admin:attendance_attendanceday_changelist")
    seen = tokens_on(hr.get(url).content.decode(), "seen")
    body = {"action": "approve", "_selected_action": [day.pk], "reason": "Right.", "seen": seen}
    hr.post(url, body)
    assert DayReview.objects.get().note == "Right."


@pytest.mark.parametrize("place", ["queue", "list"])
def test_what_was_not_shown_is_not_approved(place: str) -> None:
    site = default_site()
    worked(site)
    [day] = AttendanceDay.objects.filter(needs_review=True)
    hr, url = desk((site, Role.HR)), reverse("admin:attendance_attendanceday_changelist")
    seen = [services.seen_token(day)]
    AttendanceDay.objects.update(status="ABSENT")
    if place == "queue":
        answer = hr.post(page("review"), {"day": seen}, follow=True)
    else:
        body = {"action": "approve", "_selected_action": [day.pk], "seen": seen}
        answer = hr.post(url, body, follow=True)
    assert "not as it was shown" in answer.content.decode()
    assert not DayReview.objects.exists()


def test_of_thousands_that_were_not_shown_a_few_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    site = default_site()
    for _ in range(3):
        worked(site)
    monkeypatch.setattr(review, "MOST_TOLD", 1)
    url = reverse("admin:attendance_attendanceday_changelist")
    pks = list(AttendanceDay.objects.filter(needs_review=True).values_list("pk", flat=True))
    body = {"action": "approve", "_selected_action": pks[:1], "select_across": "1", "seen": []}
    text = desk((site, Role.HR)).post(url, body, follow=True).content.decode()
    assert (len(pks), text.count("not as it was shown")) == (3, 1)
    assert "And 2 more days were not approved." in text


@pytest.mark.usefixtures("inline_tasks")
@pytest.mark.django_db(transaction=True)
def test_a_month_is_locked_once_and_shows_what_changed_since() -> None:
    site = default_site()
    worker = worked(site)
    hr = desk((site, Role.HR))
    march = f"{page('payroll')}?month=2026-03"
    assert "Lock March 2026" in hr.get(march).content.decode()
    assert desk((site, Role.MANAGER)).post(march).status_code == 403
    hr.post(march)
    lock = PayrollLock.objects.get()
    assert (lock.first, lock.last) == (date(2026, 3, 1), date(2026, 3, 31))
    assert "Nothing has changed since" in hr.get(march).content.decode()
    check_out(worker, at=utc("2026-03-03 16:00"))
    shown = hr.get(march).content.decode()
    assert "1 employee's figures" in shown
    assert "Lock March 2026" not in shown


def test_the_roll_has_codes_totals_and_files() -> None:
    site = default_site()
    worked(site, name="Asha")
    shown = desk((site, Role.HR)).get(page("muster"), {"month": "2026-03"}).content.decode()
    assert '<td class="code A">A</td>' in shown
    assert "start_date=2026-03-01&amp;end_date=2026-03-31&amp;format=xlsx" in shown


def test_the_roll_of_a_shift_has_the_pages_of_its_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(muster, "LINES", 2)
    site = default_site()
    for name in ("Asha", "Babu", "Chitra", "Devi"):
        worked(site, name=name)
    asha = ShiftAssignment.objects.get(employee__name="Asha")
    hr = desk((site, Role.HR))
    of_all = hr.get(page("muster"), {"month": "2026-03"})
    assert of_all.context["page"].paginator.num_pages == 2
    of_hers = hr.get(page("muster"), {"month": "2026-03", "shift": str(asha.shift_id)})
    assert of_hers.context["page"].paginator.num_pages == 1
    assert [line.name for line, *_ in of_hers.context["lines"]] == ["Asha"]


def grid(name: str, *cells: tuple[int, int, str]) -> dict[str, str]:
    return {f"{name}-{week}-{day}": text for week, day, text in cells}


def test_a_pattern_is_filled_in_as_a_grid_and_is_fixed_once_worked() -> None:
    site = default_site()
    early, late = make_shift(site, "06:00-14:00"), make_shift(site, "14:00-22:00")
    hr = desk((site, Role.HR))
    body: dict[str, Any] = {"site": site.pk, "name": "Two shifts", "weeks": 2, "active": "on"}
    cells = grid("days", (0, 0, str(early.pk)), (1, 0, str(late.pk)), (5, 0, str(late.pk)))
    assert hr.post(page("shiftpattern_add"), body | cells).status_code == 302
    pattern = ShiftPattern.objects.get()
    days = list(pattern.days.values_list("week", "weekday", "shift"))
    assert days == [(1, 0, early.pk), (2, 0, late.pk)]
    worker = make_employee(site)
    given = {"employee": worker.pk, "pattern": pattern.pk, "start_week": 1, "from_date": FIRST}
    assert hr.post(page("shiftassignment_add"), given).status_code == 302
    change = reverse("admin:attendance_shiftpattern_change", args=[pattern.pk])
    assert f'<option value="{early.pk}" selected>' in hr.get(change).content.decode()
    refused = hr.post(change, body | grid("days", (0, 0, str(late.pk))))
    assert "make another" in refused.content.decode()
    assert hr.post(change, body | cells | {"name": "Turns"}).status_code == 302
    empty = hr.post(page("shiftpattern_add"), body | {"name": "Nothing"})
    assert "at least one day of work" in empty.content.decode()
    stranger = make_shift(make_site())
    foreign = grid("days", (0, 0, str(stranger.pk)))
    refused = hr.post(page("shiftpattern_add"), body | {"name": "Foreign"} | foreign)
    assert "no such shift" in refused.content.decode()


def test_weekly_offs_are_ticked() -> None:
    site = default_site()
    hr = desk((site, Role.HR))
    body: dict[str, Any] = {"site": site.pk, "from_date": FIRST, "cycle": 2, "department": "Paint"}
    ticks = grid("weeks", (0, 6, "off"), (1, 5, "off"), (1, 6, "off"), (3, 0, "off"))
    assert hr.post(page("weeklyoff_add"), body | ticks).status_code == 302
    row = WeeklyOff.objects.get()
    assert (row.weeks, row.in_words) == ([[6], [5, 6]], "Sun, then Sat Sun")
    change = reverse("admin:attendance_weeklyoff_change", args=[row.pk])
    assert hr.get(change).content.decode().count(" checked>") == 3


def test_a_late_policy_is_a_row() -> None:
    site = default_site()
    hr = desk((site, Role.HR))
    body = {"site": site.pk, "from_date": FIRST, "every": 3, "half_days": 1}
    rest = {"forgiven": 0, "from_minutes": 0}
    assert hr.post(page("latepolicy_add"), body | rest).status_code == 302
    row = LatePolicy.objects.get()
    assert str(row) == "everybody: every 3 late, 1 half days"
    delete = reverse("admin:attendance_latepolicy_delete", args=[row.pk])
    hr.post(delete, {"post": "yes"})
    assert not LatePolicy.objects.exists()
