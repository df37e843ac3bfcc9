"""The guide's scheduler over HTTP: its status, and two of its jobs at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from factory.core import clock
from factory.core.api.waiting import answer_job
from factory.core.errors import Invalid, NotFound
from factory.core.jobs import start_job
from factory.core.models import User
from factory.sites.api.views import SiteView
from factory.sites.api.work_serializers import LaterSerializer
from factory.sites.models import Site
from occupancy.api.answers import (
    DriftAnswerSerializer,
    HourAnswerSerializer,
    SchedulerStatusSerializer,
)
from occupancy.api.serializers import CorrectSerializer, TriggerSerializer
from occupancy.hours import hour_of
from occupancy.jobs import AGGREGATE_HOUR, CORRECT_DRIFT
from occupancy.models import Area
from occupancy.scheduler import OccupancyScheduler
from occupancy.selectors.edges import whole_since


class SchedulerStatusView(SiteView):
    """How the three schedules are doing at a site."""

    perm = "occupancy.view_scheduler"

    @extend_schema(
        tags=["occupancy"],
        operation_id="occupancy_scheduler_status",
        responses=SchedulerStatusSerializer,
    )
    def get(self, request: Request) -> Response:
        """Say whether beat and a worker are alive, and when each job runs next and ran last."""
        del request
        return Response(OccupancyScheduler(self.site_alone()).get_scheduler_status())


class TriggerAggregationView(SiteView):
    """Sum up one hour now."""

    perm = "occupancy.run_jobs"

    @extend_schema(
        tags=["occupancy"],
        operation_id="occupancy_trigger_aggregation",
        request=TriggerSerializer,
        responses={200: HourAnswerSerializer, 202: LaterSerializer},
    )
    def post(self, request: Request) -> Response:
        """Sum up an hour that has closed, again if need be: the same rows come out."""
        site = self.site()
        asked = TriggerSerializer(data=request.data, context={"site": site})
        asked.is_valid(raise_exception=True)
        hour = _hour(asked.validated_data.get("hour"), site)
        params = {"site": site.pk, "hour": hour.isoformat()}
        job = start_job(kind=AGGREGATE_HOUR, params=params, site_id=site.pk, who_id=_who(request))
        return answer_job(request, job)


class ApplyDriftCorrectionView(SiteView):
    """Set counts right now."""

    perm = "occupancy.run_jobs"

    @extend_schema(
        tags=["occupancy"],
        operation_id="occupancy_apply_drift_correction",
        request=CorrectSerializer,
        responses={200: DriftAnswerSerializer, 202: LaterSerializer},
    )
    def post(self, request: Request) -> Response:
        """Say that nobody is in: in one area, or in all that have a reset time."""
        site = self.site()
        asked = CorrectSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        params = {
            "site": site.pk,
            "area": _area(asked.validated_data.get("area"), site),
            "at": clock.now().isoformat(),
            "who": _who(request),
        }
        job = start_job(kind=CORRECT_DRIFT, params=params, site_id=site.pk, who_id=_who(request))
        return answer_job(request, job)


def _who(request: Request) -> int | None:
    return request.user.pk if isinstance(request.user, User) else None


def _hour(named: datetime | None, site: Site) -> datetime:
    """Return the start of the hour that is meant; raises Invalid if it is none or has not closed."""
    now = clock.now()
    if named is None:
        return hour_of(hour_of(now, site.zone).start - timedelta(minutes=1), site.zone).start
    if named < whole_since(site, now):
        raise Invalid("Its readings are gone.", fields={"hour": "Too old."})
    hour = hour_of(named, site.zone)
    if hour.start != named:
        raise Invalid("hour is the start of an hour.", fields={"hour": "Not at :00."})
    if hour.end > now:
        raise Invalid("This hour has not closed yet.", fields={"hour": "Not over."})
    return hour.start


def _area(named: int | None, site: Site) -> int | None:
    if named is not None and not Area.objects.filter(site=site, pk=named).exists():
        raise NotFound("There is no such area.")
    return named
