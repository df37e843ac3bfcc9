"""A payroll period of a site, its files and its lock."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from attendance import services
from attendance.admin.pages.choices import Choice, choice_of, page_of
from attendance.admin.pages.periods import LINES, Period, period_of
from attendance.jobs import lock_under_way, start_lock
from attendance.models import AttendanceDay, PayrollLock, Regularisation
from attendance.selectors.summaries import people_with_days, site_summary
from attendance.selectors.without_shift import days_without_shift
from factory.core.errors import DomainError
from factory.core.leases import State
from factory.core.models import User
from factory.core.scoping import access_of

LOCK = "attendance.add_payrolllock"


def payroll(request: HttpRequest) -> HttpResponse:
    """Show everybody's figures of a period; a post locks it."""
    choice = choice_of(request)
    period = period_of(choice)
    first, last = period.first, period.last
    may_lock = access_of(request.user).allows(LOCK, choice.site.pk)
    if request.method == "POST":
        if not may_lock:
            raise PermissionDenied
        _lock(request, choice, period)
        return HttpResponseRedirect(request.get_full_path())
    locks = PayrollLock.objects.filter(site=choice.site, first__lte=last, last__gte=first)
    under_way = None if locks.exists() else lock_under_way(choice.site, first, last)
    is_locking = under_way is not None and under_way.state != State.FAILED
    # Their frozen rows are megabytes of text.
    found = locks.select_related("site", "locked_by").defer("snapshot", "days").order_by("first")
    narrowed: dict[str, Any] = {"department": choice.department, "shift_id": choice.shift_id}
    people = people_with_days(choice.site, first, last, **narrowed)
    page = Paginator(people, LINES).get_page(request.GET.get("page"))
    among = list(page.object_list)
    context = period.context | {
        "page": page,
        "rows": list(site_summary(choice.site, first, last, among=among, **narrowed)),
        "locks": [(lock, services.comparison_of(lock)) for lock in found],
        "may_lock": may_lock and not found and not is_locking and last < choice.today,
        "locking": under_way,
        "to_review": _to_review(choice, first, last),
        "asked": _asked(choice, first, last),
        "first": first,
        "last": last,
        "without_shift": days_without_shift(choice.site, first, last, **narrowed),
        "files": period.files("/api/v1/attendance/summary"),
    }
    return page_of(request, "payroll", f"Payroll, {period}", context)


def _to_review(choice: Choice, first: date, last: date) -> int:
    """Return how many days wait for somebody's look, of those on the page."""
    rows = AttendanceDay.objects.filter(site=choice.site, day__range=(first, last))
    if choice.department:
        rows = rows.filter(department=choice.department)
    if choice.shift_id:
        rows = rows.filter(shift=choice.shift_id)
    return rows.filter(needs_review=True).count()


def _asked(choice: Choice, first: date, last: date) -> int:
    """Return how many requests about days of the site wait for somebody's decision."""
    waiting = Regularisation.objects.filter(state=Regularisation.State.PENDING)
    return int(waiting.filter(site=choice.site, day__range=(first, last)).count())


def _lock(request: HttpRequest, choice: Choice, period: Period) -> None:
    user = request.user
    assert isinstance(user, User)
    try:
        start_lock(site=choice.site, first=period.first, last=period.last, who=user)
    except DomainError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, "The days are derived once more, and then locked.")
