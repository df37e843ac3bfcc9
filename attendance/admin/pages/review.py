"""The review queue: flagged days with what flagged them and the pictures behind, approved in bulk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from attendance import services
from attendance.admin.pages.choices import Choice, choice_of, page_of
from attendance.models import AttendanceDay
from attendance.selectors.reviews import REASONS, beside_the_queue, review_queue, with_punches
from factory.core.errors import DomainError
from factory.core.models import User
from factory.core.scoping import access_of

APPROVE = "attendance.change_attendanceday"
ON_A_PAGE = 20


def review(request: HttpRequest) -> HttpResponse:
    """Show the queue; ticked days are approved as they are."""
    choice = choice_of(request)
    may_approve = access_of(request.user).allows(APPROVE, choice.site.pk)
    if request.method == "POST":
        if not may_approve:
            raise PermissionDenied
        _approve(request, choice)
        return HttpResponseRedirect(request.get_full_path())
    reason = request.GET.get("reason", "")
    queue = review_queue(
        choice.site,
        department=choice.department,
        shift_id=choice.shift_id,
        month=choice.month if request.GET.get("month") else None,
        reason=reason,
    )
    page = Paginator(queue, ON_A_PAGE).get_page(request.GET.get("page"))
    context = beside_the_queue(choice.site) | {
        "choice": choice,
        "page": page,
        "days": with_punches(choice.site, list(page.object_list)),
        "may_approve": may_approve,
        "reason": reason,
        "reasons": REASONS,
        "chosen_month": request.GET.get("month", ""),
    }
    return page_of(request, "review", "Days to review", context)


def _approve(request: HttpRequest, choice: Choice) -> None:
    pks = [pk for pk in request.POST.getlist("day") if pk.isascii() and pk.isdecimal()]
    rows: Any = AttendanceDay.objects.filter(site=choice.site, pk__in=pks)
    user = request.user
    assert isinstance(user, User)
    try:
        done = services.review_days(days=rows, caller=user, note=request.POST.get("note", ""))
    except DomainError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, f"{done} approved as they are.")
