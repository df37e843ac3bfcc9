"""Payroll's month at a site, its files and its lock; and the muster roll to look at and to print."""

from __future__ import annotations

import calendar
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from attendance import services
from attendance.admin.pages.choices import Choice, choice_of, page_of
from attendance.jobs import lock_under_way, start_lock
from attendance.models import AttendanceDay, PayrollLock
from attendance.muster import LEGEND
from attendance.muster_table import TITLES, totals_of
from attendance.rosters import days_between
from attendance.selectors.boards import neighbour_months
from attendance.selectors.muster import muster_roll, people_on_roll
from attendance.selectors.summaries import site_summary
from factory.core.errors import DomainError
from factory.core.leases import State
from factory.core.models import User
from factory.core.scoping import access_of

LOCK = "attendance.add_payrolllock"
LINES = 200


def payroll(request: HttpRequest) -> HttpResponse:
    """Show everybody's figures of a month; a post locks it."""
    choice = choice_of(request)
    first, last = _month(choice)
    may_lock = access_of(request.user).allows(LOCK, choice.site.pk)
    if request.method == "POST":
        if not may_lock:
            raise PermissionDenied
        _lock(request, choice)
        return HttpResponseRedirect(request.get_full_path())
    locks = PayrollLock.objects.filter(site=choice.site, first__lte=last, last__gte=first)
    under_way = None if locks.exists() else lock_under_way(choice.site, first, last)
    is_locking = under_way is not None and under_way.state != State.FAILED
    found = list(locks.select_related("site", "locked_by").order_by("first"))
    rows = list(
        site_summary(
            choice.site, first, last, department=choice.department, shift_id=choice.shift_id
        )
    )
    context = _context(choice) | {
        "page": Paginator(rows, LINES).get_page(request.GET.get("page")),
        "locks": [
            (lock, len(services.differences(lock)), services.is_intact(lock)) for lock in found
        ],
        "may_lock": may_lock and not found and not is_locking and last < choice.today,
        "locking": under_way,
        "to_review": _to_review(choice, first, last),
        "files": _files(choice, "/api/v1/attendance/summary"),
    }
    return page_of(request, "payroll", f"Payroll, {first:%B %Y}", context)


def _to_review(choice: Choice, first: date, last: date) -> int:
    """Return how many days wait for somebody's look, of those on the page."""
    rows = AttendanceDay.objects.filter(site=choice.site, day__range=(first, last))
    if choice.department:
        rows = rows.filter(department=choice.department)
    if choice.shift_id:
        rows = rows.filter(shift=choice.shift_id)
    return rows.filter(needs_review=True).count()


def _lock(request: HttpRequest, choice: Choice) -> None:
    first, last = _month(choice)
    user = request.user
    assert isinstance(user, User)
    try:
        start_lock(site=choice.site, first=first, last=last, who=user)
    except DomainError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, "The days are derived once more, and then locked.")


def muster(request: HttpRequest) -> HttpResponse:
    """Show the codes of a month, people down and days across."""
    choice = choice_of(request)
    first, last = _month(choice)
    days = days_between(first, last)
    people = people_on_roll(choice.site, first, last, department=choice.department)
    page = Paginator(range(people), LINES).get_page(request.GET.get("page"))
    start = page.start_index() - 1 if people else 0
    lines = muster_roll(
        choice.site,
        first,
        last,
        department=choice.department,
        shift_id=choice.shift_id,
        page=slice(start, start + LINES),
    )
    context = _context(choice) | {
        "page": page,
        "days": days,
        "lines": [(line, line.cells(days), totals_of(line)) for line in lines],
        "titles": TITLES,
        "codes": LEGEND,
        "files": _files(choice, "/api/v1/attendance/muster-roll"),
    }
    return page_of(request, "muster", f"Muster roll, {first:%B %Y}", context)


def _month(choice: Choice) -> tuple[date, date]:
    first = choice.month
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _context(choice: Choice) -> dict[str, object]:
    before, after = neighbour_months(choice.month)
    return {"choice": choice, "month": choice.month, "before": before, "after": after}


def _files(choice: Choice, address: str) -> list[tuple[str, str]]:
    first, last = _month(choice)
    days = urlencode({"start_date": first.isoformat(), "end_date": last.isoformat()})
    forms = (("Excel", "xlsx"), ("CSV", "csv"))
    return [(name, f"{address}?{choice.query}&{days}&format={form}") for name, form in forms]
