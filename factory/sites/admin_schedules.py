"""Every schedule on one page: next run, last success, how late, what was missed, and run now."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timesince import timesince

from factory.core import clock, ledger
from factory.core.schedules import Status, statuses
from factory.core.scoping import Access, access_of
from factory.sites.models import Site

VIEW, RUN = "core.view_periodrun", "core.change_periodrun"


def schedules(page: Any, request: HttpRequest) -> HttpResponse:
    """Show the schedules of the caller's sites; a POST of ``kind`` and ``scope`` runs one now."""
    access = access_of(request.user)
    if not (access.superuser or access.sites(VIEW)):
        raise PermissionDenied
    if request.method == "POST":
        return _run(page, request, access)
    found = statuses(ledger.kinds().values(), now=clock.now())
    names = dict(Site.objects.values_list("pk", "name"))
    context = page.admin_site.each_context(request) | {
        "title": "Schedules",
        "opts": page.opts,
        "rows": [
            _row(one, names, access) for one in found if access.allows(VIEW, one.scope.site_id)
        ],
    }
    return render(request, "admin/schedules.html", context)


def _row(one: Status, names: dict[int, str], access: Access) -> dict[str, Any]:
    now = clock.now()
    site = names.get(one.scope.site_id or 0, "all sites")
    return {
        "status": one,
        "site": site,
        # A part of a site has a name of its own.
        "part": "" if one.scope.shown == site else one.scope.shown,
        "late": timesince(now - one.late_by, now) if one.late_by else "",
        "runs": (
            reverse("admin:core_periodrun_changelist") + f"?kind={one.kind.name}&q={one.scope.text}"
        ),
        "may_run": access.allows(RUN, one.scope.site_id),
    }


def _run(page: Any, request: HttpRequest, access: Access) -> HttpResponse:
    kind = ledger.kinds().get(request.POST.get("kind", ""))
    scopes = kind.scopes() if kind else ()
    scope = next((one for one in scopes if one.text == request.POST.get("scope")), None)
    if kind is None or scope is None or not access.allows(VIEW, scope.site_id):
        raise Http404
    if not access.allows(RUN, scope.site_id):
        raise PermissionDenied
    again = ledger.run_again(kind, scope.text)
    text = f"{kind.title} ({scope.shown}): {again} run{'' if again == 1 else 's'} asked for."
    if ledger.switched_off(kind):
        text += " It is switched off: they wait until it is switched on again."
    page.message_user(request, text, messages.SUCCESS)
    return HttpResponseRedirect(reverse("admin:schedules"))
