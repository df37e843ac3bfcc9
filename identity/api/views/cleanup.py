"""``identity/cleanup-snapshots`` and ``identity/snapshot-stats``, as in the guide."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from factory.core.api.waiting import answer_job
from factory.core.jobs import start_job
from factory.core.scoping import access_of
from factory.evidence.statistics import snapshot_statistics
from factory.sites.api.views import SiteView
from factory.sites.api.work_serializers import LaterSerializer
from identity import selectors, services
from identity.api.serializers.cleanup import CleanupRequest, CleanupSerializer, StatisticsSerializer
from identity.jobs import SNAPSHOT_CLEANUP


class CleanupView(SiteView):
    """Applies the retention that is in force to the pictures of the caller's sites, and of a superuser
    or somebody of all sites to the whole installation's.
    """

    perm = "identity.cleanup_snapshots"

    @extend_schema(
        operation_id="identity_cleanup_snapshots",
        request=CleanupRequest,
        responses={200: CleanupSerializer, 202: LaterSerializer},
    )
    def post(self, request: Request) -> Response:
        """Clean up old snapshots now; 409 where a person must look first."""
        asked = CleanupRequest(data=request.data)
        asked.is_valid(raise_exception=True)
        dry_run = asked.validated_data["dry_run"]
        if not dry_run:
            services.check_cleanup()
        job = start_job(
            kind=SNAPSHOT_CLEANUP,
            params={"dry_run": dry_run, "sites": selectors.sites_of(request.user, self.perm)},
            site_id=None if access_of(request.user).superuser else self.site().pk,
            who_id=request.user.pk,
        )
        return answer_job(request, job)


class StatisticsView(SiteView):
    perm = "evidence.view_snapshot"

    @extend_schema(operation_id="identity_snapshot_stats", responses={200: StatisticsSerializer})
    def get(self, request: Request) -> Response:
        """Count the snapshots of the caller's sites, and those past their time."""
        return Response(snapshot_statistics(selectors.sites_of(request.user, self.perm)))
