"""Addresses of vehicles under ``/api/`` and ``/api/v1/``."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from vehicles.api.views.blocking import BlockPlateView, UnblockPlateView
from vehicles.api.views.facts import GateEventViewSet, PlateReadsView, PlateReadViewSet
from vehicles.api.views.gatekeeping import GateStatisticsView, ValidatePlateView
from vehicles.api.views.lists import GateViewSet, PlateCameraViewSet, VehicleViewSet
from vehicles.api.views.presence import InsideView, LeftView
from vehicles.api.views.traffic import SummaryView, VisitsView

router = SimpleRouter(trailing_slash=False)
router.register("vehicles", VehicleViewSet)
router.register("gates", GateViewSet)
router.register("gate-events", GateEventViewSet)
router.register("plate-cameras", PlateCameraViewSet)

urlpatterns: list[URLPattern | URLResolver] = [
    path("vehicle/validate-plate", ValidatePlateView.as_view(), name="validate-plate"),
    path("vehicle/block-plate", BlockPlateView.as_view(), name="block-plate"),
    path("vehicle/unblock-plate", UnblockPlateView.as_view(), name="unblock-plate"),
    path("vehicle/gate-stats", GateStatisticsView.as_view(), name="gate-stats"),
    path("vehicle/inside", InsideView.as_view(), name="vehicles-inside"),
    path("vehicle/visits", VisitsView.as_view(), name="vehicle-visits"),
    path("vehicle/summary", SummaryView.as_view(), name="vehicle-summary"),
    path("vehicle/left", LeftView.as_view(), name="vehicle-left"),
    path("plate-reads", PlateReadsView.as_view(), name="plate-reads"),
    path(
        "plate-reads/<int:pk>",
        PlateReadViewSet.as_view({"get": "retrieve"}),
        name="plate-read",
    ),
    path(
        "plate-reads/<int:pk>/admit",
        PlateReadViewSet.as_view({"post": "admit"}),
        name="plate-read-admit",
    ),
    path(
        "plate-reads/<int:pk>/review",
        PlateReadViewSet.as_view({"post": "review"}),
        name="plate-read-review",
    ),
    *router.urls,
]
