"""One employee's month as a calendar, and HR's request to correct it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from attendance.admin.pages.choices import VIEW, choice_of, page_of
from attendance.me.asking import ask, told
from attendance.me.forms import CorrectionForm
from attendance.models import AttendanceDay, Punch
from attendance.selectors.boards import Week, month_of, neighbour_months
from attendance.selectors.people import employee_for
from attendance.selectors.summaries import figures_of
from factory.core import clock
from factory.core.errors import NotFound
from factory.core.models import User
from factory.core.scoping import access_of
from identity.models import Employee

ASK = "attendance.add_regularisation"


class PunchChoice(forms.ModelChoiceField[Punch]):
    """Punches by the site's clock."""

    def label_from_instance(self, obj: Punch) -> str:
        at = timezone.localtime(obj.at, obj.site.zone)
        return f"{at:%d %b %H:%M:%S} {obj.get_direction_display()} ({obj.get_source_display()})"


class DeskCorrectionForm(CorrectionForm):
    """For somebody else; may also ask for a punch to be voided."""

    void = PunchChoice(Punch.objects.none(), required=False, label="Void this punch")
    field_order = ("day", "came_at", "left_at", "void", "reason", "evidence")

    def __init__(self, punches: Any, data: Any = None) -> None:
        super().__init__(data)
        self.fields["void"].queryset = punches  # type: ignore[attr-defined]  # of a choice of rows
        self.fields["came_at"].label, self.fields["left_at"].label = "Came at", "Left at"


def month(request: HttpRequest, employee_id: int) -> HttpResponse:
    """Show one employee's month; a post asks for a correction, which somebody else decides."""
    try:
        employee = employee_for(request.user, VIEW, employee_id)
    except NotFound as error:
        raise Http404 from error
    choice = choice_of(request)
    today = clock.local_day(employee.site.zone)
    first = choice.month if request.GET.get("month") else today.replace(day=1)
    weeks = month_of(employee.pk, first)
    may_ask = access_of(request.user).allows(ASK, employee.site_id)
    form = DeskCorrectionForm(_punches(employee, weeks), request.POST or None)
    if request.method == "POST":
        if not may_ask:
            raise PermissionDenied
        if _asked(request, employee, form):
            return HttpResponseRedirect(request.get_full_path())
    before, after = neighbour_months(first)
    last = max(day for week in weeks for day, _ in week if day.month == first.month)
    context = {
        "employee": employee,
        "month": first,
        "before": before,
        "after": after,
        "weeks": weeks,
        "today": today,
        "figures": figures_of(employee, first, last),
        "legend": AttendanceDay._meta.get_field("status").choices,
        "form": form if may_ask else None,
    }
    return page_of(request, "month", f"{employee}: {first:%B %Y}", context)


def _asked(request: HttpRequest, employee: Employee, form: DeskCorrectionForm) -> bool:
    user = request.user
    assert isinstance(user, User)
    asked = ask(form, employee=employee, caller=user) if form.is_valid() else None
    if asked is None:
        return False
    messages.success(request, f"{told(asked)} Somebody else decides, under Regularisations.")
    return True


def _punches(employee: Employee, weeks: list[Week]) -> Any:
    """Return the punches of the weeks that are shown and of the night after."""
    first, last = weeks[0][0][0], weeks[-1][-1][0]
    return (
        Punch.objects.counting()
        .filter(employee=employee)
        .within(_midnight(employee, first), _midnight(employee, last + timedelta(days=2)))
        .select_related("site")
        .order_by("-at")
    )


def _midnight(employee: Employee, day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=employee.site.zone)
