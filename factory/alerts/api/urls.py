"""Addresses of alerts under ``/api/`` and ``/api/v1/``."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from factory.alerts.api.views import AlertViewSet

router = SimpleRouter(trailing_slash=False)
router.register("alerts", AlertViewSet)
urlpatterns = router.urls
