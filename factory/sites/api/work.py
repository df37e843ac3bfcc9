"""Jobs and runs of schedules, for those who may watch them."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.viewsets import ReadOnlyModelViewSet

from factory.core.api.pagination import Stream
from factory.core.models import Job, PeriodRun, User
from factory.sites.api.filters import OfSite
from factory.sites.api.views import ScopedRows
from factory.sites.api.work_serializers import JobSerializer, PeriodRunSerializer


class JobFilter(OfSite):
    class Meta:
        model = Job
        fields = ("kind", "state")


class PeriodRunFilter(OfSite):
    class Meta:
        model = PeriodRun
        fields = ("kind", "scope", "state")


JOB = OpenApiParameter("uuid", OpenApiTypes.UUID, OpenApiParameter.PATH)


@extend_schema_view(
    list=extend_schema(operation_id="jobs_list", summary="Jobs of your sites, newest first"),
    retrieve=extend_schema(operation_id="jobs_retrieve", summary="One job", parameters=[JOB]),
)
class JobViewSet(ScopedRows, ReadOnlyModelViewSet[Job]):
    """Whoever started a job may watch it, also one of no site and without a role for jobs."""

    queryset = Job.objects.select_related("who")
    serializer_class = JobSerializer
    pagination_class = Stream
    filterset_class = JobFilter
    ordering_fields = ()
    lookup_field = "uuid"
    lookup_value_converter = "uuid"

    def perm_for(self, request: Request) -> str | None:  # type: ignore[override]
        """Return None: the rows say what may be seen."""
        return None

    def get_queryset(self) -> QuerySet[Job]:
        mine = Job.objects.for_user(self.request.user, "core.view_job")
        if isinstance(self.request.user, User):
            mine |= Job.objects.filter(who=self.request.user)
        return mine.select_related("who")


@extend_schema_view(
    list=extend_schema(operation_id="period_runs_list", summary="Runs of schedules, newest first"),
    retrieve=extend_schema(operation_id="period_runs_retrieve", summary="One run of a schedule"),
)
class PeriodRunViewSet(ScopedRows, ReadOnlyModelViewSet[PeriodRun]):
    queryset = PeriodRun.objects.all()
    serializer_class = PeriodRunSerializer
    pagination_class = Stream
    filterset_class = PeriodRunFilter
    ordering_fields = ()
