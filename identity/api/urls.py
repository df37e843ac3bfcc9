"""Addresses of identity under ``/api/`` and ``/api/v1/``."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from identity.api.views.cleanup import CleanupView, StatisticsView
from identity.api.views.enrolments import EnrolmentViewSet
from identity.api.views.exports import EmployeeExportView
from identity.api.views.people import ConsentViewSet, EmployeeViewSet, IdentifierViewSet
from identity.api.views.searches import SearchesView
from identity.api.views.sightings import SightingViewSet

router = SimpleRouter(trailing_slash=False)
router.register("employees", EmployeeViewSet, "employee")
router.register("identifiers", IdentifierViewSet, "identifier")
router.register("consents", ConsentViewSet, "consent")
router.register("enrolments", EnrolmentViewSet, "enrolment")
router.register("sightings", SightingViewSet, "sighting")

urlpatterns: list[URLPattern | URLResolver] = [
    path("identity/cleanup-snapshots", CleanupView.as_view(), name="cleanup-snapshots"),
    path("identity/snapshot-stats", StatisticsView.as_view(), name="snapshot-stats"),
    path("identity/searches", SearchesView.as_view(), name="identity-searches"),
    path("employees/export", EmployeeExportView.as_view(), name="employees-export"),
    *router.urls,
]
