"""Addresses of streaming under ``/api/`` and ``/api/v1/``; the live ones are in settings.LIVE_ROUTES."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from streaming.api.views import CameraViewSet, StatusList, StreamStatus

router = SimpleRouter(trailing_slash=False)
router.register("cameras", CameraViewSet, basename="camera")

urlpatterns: list[URLPattern | URLResolver] = [
    *router.urls,
    path("camera-statuses", StatusList.as_view(), name="camera-statuses"),
    path("video_feed/status", StreamStatus.as_view(), name="video-feed-status"),
]
