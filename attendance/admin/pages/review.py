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
from factory.core.four_eyes import note_refusal
from factory.core.models import User
from factory.core.scoping import access_of

APPROVE = "attendance.change_attendanceday"
ON_A_PAGE = 20
MOST_TOLD = 10
"""So many days that were not approved are told one by one: a list's "select all" takes thousands."""


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
        "days": [
            (one, services.seen_token(one.row))
            for one in with_punches(choice.site, list(page.object_list))
        ],
        "may_approve": may_approve,
        "reason": reason,
        "reasons": REASONS,
        "chosen_month": request.GET.get("month", ""),
    }
    return page_of(request, "review", "Days to review", context)


def _approve(request: HttpRequest, choice: Choice) -> None:
    seen = services.read_tokens(request.POST.getlist("day"))
    rows: Any = AttendanceDay.objects.filter(site=choice.site, pk__in=seen)
    user = request.user
    assert isinstance(user, User)
    note = request.POST.get("note", "")
    tell(request, services.review_days(days=rows, seen=seen, caller=user, note=note))


def tell(request: HttpRequest, reviewed: services.Reviewed) -> None:
    """Say how many days were approved, and of the others why not."""
    for _, error in reviewed.refused:
        note_refusal(error)
    for row, error in reviewed.refused[:MOST_TOLD]:
        messages.error(request, f"{row.employee}, {row.day}: {error.detail}")
    more = len(reviewed.refused) - MOST_TOLD
    if more > 0:
        messages.error(request, f"And {more} more days were not approved.")
    if reviewed.done or not reviewed.refused:
        messages.success(request, f"{reviewed.done} approved as they are.")
