"""The page of the clean-up: what lies where, what is past its time, and a button."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from factory.core.errors import DomainError
from factory.core.jobs import start_job
from factory.core.models import Job
from factory.core.scoping import access_of
from factory.evidence.models import PurgeRun
from factory.evidence.retention import installed_days
from factory.evidence.statistics import snapshot_statistics
from factory.sites.selectors import default_site
from identity import services
from identity.jobs import SNAPSHOT_CLEANUP
from identity.services.disk import free_percent

PERM = "identity.cleanup_snapshots"
SHOWN = 8


class CleanupPage:
    """A view that the sightings' admin mounts beside its list."""

    admin_site: Any
    opts: Any

    def cleanup_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [path("cleanup/", view(self.cleanup), name="identity_cleanup")]

    def cleanup(self, request: HttpRequest) -> HttpResponse:
        """Show the statistics and the last runs; a POST starts one."""
        access = access_of(request.user)
        if not (access.superuser or access.sites(PERM)):
            raise PermissionDenied
        if request.method == "POST":
            _start(request)
            return HttpResponseRedirect(reverse("admin:identity_cleanup"))
        statistics = snapshot_statistics()
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": "Snapshots and their clean-up",
            "statistics": statistics,
            "classes": [
                figures | {"name": name, "days": installed_days(name)}
                for name, figures in statistics["by_directory"].items()
            ],
            "free": free_percent(),
            "refusal": services.why_cleanup_waits(),
            "jobs": Job.objects.filter(kind=SNAPSHOT_CLEANUP.name).select_related("who")[:SHOWN],
            "last": PurgeRun.objects.first(),
        }
        return render(request, "admin/identity/cleanup.html", context)


def _start(request: HttpRequest) -> None:
    dry_run, force = (bool(request.POST.get(name)) for name in ("dry_run", "force"))
    try:
        if not dry_run:
            services.check_cleanup(force=force)
    except DomainError as error:
        messages.error(request, error.detail)
        return
    start_job(
        kind=SNAPSHOT_CLEANUP,
        params={"dry_run": dry_run, "force": force},
        site_id=default_site().pk,
        who_id=request.user.pk,
    )
    what = "The count has" if dry_run else "The clean-up has"
    messages.success(request, f"{what} started; its result appears below.")
