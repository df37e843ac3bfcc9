"""What the pages are narrowed by: site, department, shift, and a day or a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from attendance.date_spans import named_day
from attendance.models import AttendanceDay, EmployeeDepartment, Shift
from factory.core import clock
from factory.sites.models import Site
from identity.models import Employee

VIEW = "attendance.view_attendanceday"


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """What the reader chose, and what there is to choose from."""

    sites: list[Site]
    site: Site
    departments: list[str]
    department: str
    shifts: list[Shift]
    shift: Shift | None
    day: date
    today: date

    @property
    def shift_id(self) -> int | None:
        return self.shift.pk if self.shift else None

    @property
    def month(self) -> date:
        return self.day.replace(day=1)

    @property
    def query(self) -> str:
        """The choice but for its day, for links that keep it."""
        asked: dict[str, Any] = {"site": self.site.pk}
        asked |= {"department": self.department} if self.department else {}
        return urlencode(asked | ({"shift": self.shift.pk} if self.shift else {}))


def choice_of(request: HttpRequest, perm: str = VIEW) -> Choice:
    """Return the choice that the address makes: four queries.

    Raises PermissionDenied for whoever has ``perm`` nowhere, Http404 for what is not theirs.
    """
    sites = list(Site.objects.for_user(request.user, perm))
    if not sites:
        raise PermissionDenied
    site = _site(sites, request.GET.get("site"))
    people = Employee.objects.filter(site=site).values_list("department", flat=True)
    moves = EmployeeDepartment.objects.filter(site=site).values_list("department", flat=True)
    names = filter(None, people.order_by().union(moves.order_by()).order_by("department"))
    shifts = list(Shift.objects.filter(site=site))
    today = clock.local_day(site.zone)
    return Choice(
        sites=sites,
        site=site,
        departments=list(names),
        department=request.GET.get("department", ""),
        shifts=shifts,
        shift=_named(shifts, request.GET.get("shift")),
        day=_day(request) or today,
        today=today,
    )


def _site(sites: list[Site], named: str | None) -> Site:
    """Return the named site of those, without a name the default one or the first."""
    found = _named(sites, named)
    return found or next((site for site in sites if site.is_default), sites[0])


def _named(rows: list[Any], named: str | None) -> Any:
    if not named:
        return None
    found = next((row for row in rows if str(row.pk) == named), None)
    if found is None:
        raise Http404
    return found


def _day(request: HttpRequest) -> date | None:
    month, day = request.GET.get("month", ""), request.GET.get("day", "")
    text = f"{month}-01" if month else day
    try:
        return named_day(text)
    except ValueError:
        raise Http404 from None


def page_of(
    request: HttpRequest, template: str, title: str, context: dict[str, Any]
) -> HttpResponse:
    """Return a page within the admin's frame."""
    asked = request.GET.copy()
    asked.pop("page", None)
    frame = admin.site.each_context(request) | {
        "title": title,
        "opts": AttendanceDay._meta,
        "asked": asked.urlencode(),
    }
    return render(request, f"admin/attendance/{template}.html", frame | context)
