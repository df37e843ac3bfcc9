"""Who is in, late, missing, on leave; and one employee's month as a calendar."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from attendance import services
from attendance.admin.pages.choices import VIEW, choice_of, page_of
from attendance.models import AttendanceDay
from attendance.selectors.boards import board_of, month_of, neighbour_months
from attendance.selectors.people import employee_for
from attendance.selectors.summaries import figures_of
from factory.core import clock
from factory.core.errors import DomainError, NotFound
from factory.core.scoping import access_of
from occupancy.models import Area

HEADCOUNT = "attendance.hand_over_headcount"


def today(request: HttpRequest) -> HttpResponse:
    """Show the board of today, or how another day ended."""
    choice = choice_of(request)
    board = board_of(
        choice.site, department=choice.department, shift_id=choice.shift_id, day=choice.day
    )
    is_today = choice.day == choice.today
    may_hand_over = is_today and access_of(request.user).allows(HEADCOUNT, choice.site.pk)
    context = {
        "choice": choice,
        "board": board,
        "is_today": is_today,
        "now": clock.now(),
        "may_hand_over": may_hand_over,
        "areas": Area.objects.filter(site=choice.site) if may_hand_over else (),
    }
    title = f"Today at {choice.site}" if is_today else f"{choice.day:%d %B %Y} at {choice.site}"
    return page_of(request, "today", title, context)


@require_POST
def hand_over(request: HttpRequest) -> HttpResponse:
    """Set occupancy's count right by who is in; of the named area where the site has several."""
    choice = choice_of(request, HEADCOUNT)
    named = request.POST.get("area", "")
    area_id = int(named) if named.isascii() and named.isdecimal() else None
    try:
        done = services.hand_over_headcount(
            site=choice.site, area_id=area_id, who_id=request.user.pk
        )
    except DomainError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, f"Occupancy now counts {done['count']} people.")
    return HttpResponseRedirect(f"../today/?{choice.query}")


def month(request: HttpRequest, employee_id: int) -> HttpResponse:
    """Show one employee's month."""
    try:
        employee = employee_for(request.user, VIEW, employee_id)
    except NotFound as error:
        raise Http404 from error
    choice = choice_of(request)
    named = request.GET.get("month")
    first = choice.month if named else clock.local_day(employee.site.zone).replace(day=1)
    before, after = neighbour_months(first)
    weeks = month_of(employee.pk, first)
    last = max(day for week in weeks for day, _ in week if day.month == first.month)
    context = {
        "employee": employee,
        "month": first,
        "before": before,
        "after": after,
        "weeks": weeks,
        "today": clock.local_day(employee.site.zone),
        "figures": figures_of(employee, first, last),
        "legend": AttendanceDay._meta.get_field("status").choices,
    }
    return page_of(request, "month", f"{employee}: {first:%B %Y}", context)
