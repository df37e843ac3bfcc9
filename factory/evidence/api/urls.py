"""Addresses of evidence under ``/api/`` and ``/api/v1/``."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from factory.evidence.api.views import SnapshotImageView, SnapshotViewSet

router = SimpleRouter(trailing_slash=False)
router.register("snapshots", SnapshotViewSet, "snapshot")

urlpatterns: list[URLPattern | URLResolver] = [
    path("snapshots/<uuid:uuid>/image", SnapshotImageView.as_view(), name="snapshot-image"),
    *router.urls,
]
