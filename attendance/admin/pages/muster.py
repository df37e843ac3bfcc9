"""The muster roll to look at and to print."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from attendance.admin.pages.choices import choice_of, page_of
from attendance.admin.pages.periods import LINES, period_of
from attendance.muster import LEGEND
from attendance.muster_table import TITLES, totals_of
from attendance.rosters import days_between
from attendance.selectors.muster import muster_roll, people_on_roll


def muster(request: HttpRequest) -> HttpResponse:
    """Show the codes of a payroll period, people down and days across."""
    choice = choice_of(request)
    period = period_of(choice)
    first, last = period.first, period.last
    days = days_between(first, last)
    people = people_on_roll(
        choice.site, first, last, department=choice.department, shift_id=choice.shift_id
    )
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
    context = period.context | {
        "page": page,
        "days": days,
        "lines": [(line, line.cells(days), totals_of(line)) for line in lines],
        "titles": TITLES,
        "codes": LEGEND,
        "files": period.files("/api/v1/attendance/muster-roll"),
    }
    return page_of(request, "muster", f"Muster roll, {period}", context)
