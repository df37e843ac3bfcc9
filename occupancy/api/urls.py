"""Addresses of occupancy under ``/api/`` and ``/api/v1/``."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from occupancy.api.views.counters import HeadcountView, QualityView
from occupancy.api.views.figures import AggregatesView, HeatMapView, LiveView
from occupancy.api.views.layout import AreaCameraViewSet, AreaViewSet, CountingLineViewSet
from occupancy.api.views.logs import OccupancyLogView
from occupancy.api.views.scheduler import (
    ApplyDriftCorrectionView,
    SchedulerStatusView,
    TriggerAggregationView,
)

router = SimpleRouter(trailing_slash=False)
router.register("areas", AreaViewSet, basename="area")
router.register("area-cameras", AreaCameraViewSet, basename="area-camera")
router.register("counting-lines", CountingLineViewSet, basename="counting-line")

urlpatterns: list[URLPattern | URLResolver] = [
    *router.urls,
    path("occupancy-logs", OccupancyLogView.as_view()),
    path("aggregates", AggregatesView.as_view()),
    path("occupancy/heat-map", HeatMapView.as_view()),
    path("occupancy/quality", QualityView.as_view()),
    path("occupancy/headcount", HeadcountView.as_view()),
    path("occupancy/live", LiveView.as_view()),
    path("occupancy/scheduler-status", SchedulerStatusView.as_view()),
    path("occupancy/trigger-aggregation", TriggerAggregationView.as_view()),
    path("occupancy/apply-drift-correction", ApplyDriftCorrectionView.as_view()),
]
