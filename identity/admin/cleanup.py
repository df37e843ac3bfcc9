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
from factory.evidence.retention import installed_days
from factory.evidence.statistics import snapshot_statistics
from factory.sites.selectors import default_site
from identity import selectors, services
from identity.jobs import SNAPSHOT_CLEANUP
from identity.services.disk import least_free_percent

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
        sites = selectors.sites_of(request.user, PERM)
        statistics = snapshot_statistics(sites)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": "Snapshots and their clean-up",
            "statistics": statistics,
            "classes": [
                figures | {"name": name, "days": installed_days(name)}
                for name, figures in statistics["by_directory"].items()
            ],
            "free": least_free_percent(),
            "refusal": services.why_cleanup_waits(),
            "jobs": _jobs(sites).select_related("who")[:SHOWN],
            "forces": access.superuser,
            "scoped": sites is not None,
        }
        return render(request, "admin/identity/cleanup.html", context)


def _jobs(sites: list[int] | None) -> Any:
    jobs = Job.objects.filter(kind=SNAPSHOT_CLEANUP.name)
    return jobs if sites is None else jobs.filter(site_id__in=sites)


def _start(request: HttpRequest) -> None:
    """Start a job for the caller's sites; to go on in spite of a refusal is the superuser's."""
    superuser, sites = access_of(request.user).superuser, selectors.sites_of(request.user, PERM)
    dry_run = bool(request.POST.get("dry_run"))
    force = superuser and bool(request.POST.get("force"))
    try:
        if not dry_run:
            services.check_cleanup(force=force)
    except DomainError as error:
        messages.error(request, error.detail)
        return
    start_job(
        kind=SNAPSHOT_CLEANUP,
        params={"dry_run": dry_run, "force": force, "sites": sites},
        site_id=None if superuser else (sites or [default_site().pk])[0],
        who_id=request.user.pk,
    )
    what = "The count has" if dry_run else "The clean-up has"
    messages.success(request, f"{what} started; its result appears below.")
