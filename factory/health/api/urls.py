"""Addresses of health under ``/api/`` and ``/api/v1/``."""

from __future__ import annotations

from django.urls import path

from factory.health.api.views import HealthView, SystemInfoView

urlpatterns = [
    path("health", HealthView.as_view(), name="health"),
    path("system-info", SystemInfoView.as_view(), name="system-info"),
]
