"""A head count given on an area's page: somebody knows how many are in now."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from factory.core import clock
from factory.core.errors import DomainError
from factory.core.scoping import access_of
from occupancy import services
from occupancy.counts import MOST
from occupancy.models import Area

VIEW, RUN = "occupancy.view_area", "occupancy.run_jobs"


@require_POST
def headcount(request: HttpRequest, area_id: int) -> HttpResponse:
    """Set the area's count to ``count``, as of now; says on the page what came of it."""
    area: Area | None = Area.objects.for_user(request.user, VIEW).filter(pk=area_id).first()
    if area is None:
        raise Http404
    if not access_of(request.user).allows(RUN, area.site_id):
        raise PermissionDenied
    named = request.POST.get("count", "").strip()
    if not (named.isascii() and named.isdecimal() and int(named) <= MOST):
        messages.error(request, f"A head count is a whole number from 0 to {MOST}.")
    else:
        _record(request, area, int(named))
    return HttpResponseRedirect(reverse("admin:occupancy_figures", args=[area.pk]))


def _record(request: HttpRequest, area: Area, count: int) -> None:
    try:
        services.record_headcount(
            site=area.site, area_id=area.pk, count=count, at=clock.now(), who_id=request.user.pk
        )
    except DomainError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, f"{area} now counts on from {count}.")
