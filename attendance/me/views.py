"""One's own month as a calendar, and requests to correct it."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from attendance.date_spans import named_day
from attendance.me.asking import ask, told
from attendance.me.forms import CorrectionForm
from attendance.models import AttendanceDay, Regularisation
from attendance.models.own import VIEW_OWN
from attendance.selectors.boards import month_of, neighbour_months
from attendance.selectors.summaries import figures_of
from factory.core import clock
from factory.core.models import User
from identity.models import Employee

REQUESTS = 20


@login_required(login_url="my-sign-in")
def my_month(request: HttpRequest) -> HttpResponse:
    """Show the month and what was asked for; a post asks."""
    user = request.user
    assert isinstance(user, User)
    employee = _self(user)
    if employee is None:
        return render(request, "attendance/me/nobody.html", status=404)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _asked(request, user, employee, form):
        return HttpResponseRedirect(request.get_full_path())
    first = _month(request.GET.get("month")) or clock.local_day(employee.site.zone).replace(day=1)
    weeks = month_of(employee.pk, first)
    last = max(day for week in weeks for day, _ in week if day.month == first.month)
    before, after = neighbour_months(first)
    asked = Regularisation.objects.filter(employee=employee).select_related("decided_by")
    context = {
        "employee": employee,
        "month": first,
        "before": before,
        "after": after,
        "weeks": weeks,
        "today": clock.local_day(employee.site.zone),
        "figures": figures_of(employee, first, last),
        "legend": AttendanceDay._meta.get_field("status").choices,
        "form": form,
        "requests": asked.order_by("-id")[:REQUESTS],
    }
    with timezone.override(employee.site.zone):
        return render(request, "attendance/me/month.html", context)


def _self(user: User) -> Employee | None:
    """Return the employee that an account is, at a site where it may look at itself."""
    rows = Employee.objects.for_user(user, VIEW_OWN).filter(user_id=user.pk)
    found: Employee | None = rows.select_related("site").order_by("pk").first()
    return found


def _asked(request: HttpRequest, user: User, employee: Employee, form: CorrectionForm) -> bool:
    asked = ask(form, employee=employee, caller=user)
    if asked is None:
        return False
    messages.success(request, f"{told(asked)} Somebody in the office decides.")
    return True


def _month(text: str | None) -> date | None:
    try:
        return named_day(f"{text}-01") if text else None
    except ValueError:
        raise Http404 from None
