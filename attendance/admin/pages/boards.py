"""Who is in, late, missing, on leave."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from attendance import services
from attendance.admin.pages.choices import choice_of, page_of
from attendance.selectors.boards import board_of
from attendance.selectors.in_without_shift import in_without_shift
from factory.core import clock
from factory.core.errors import DomainError
from factory.core.scoping import access_of
from occupancy.models import Area

HEADCOUNT = "attendance.hand_over_headcount"


def today(request: HttpRequest) -> HttpResponse:
    """Show the board of today, or how another day ended."""
    choice = choice_of(request)
    narrowed: dict[str, Any] = {"department": choice.department, "shift_id": choice.shift_id}
    board = board_of(choice.site, day=choice.day, **narrowed)
    is_today = choice.day == choice.today
    may_hand_over = is_today and access_of(request.user).allows(HEADCOUNT, choice.site.pk)
    context = {
        "choice": choice,
        "board": board,
        "is_today": is_today,
        "now": clock.now(),
        "without_shift": in_without_shift(choice.site, clock.now(), **narrowed) if is_today else [],
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
