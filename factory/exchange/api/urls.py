"""Addresses of imports under ``/api/`` and ``/api/v1/``."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from factory.exchange.api.views import ImportViewSet

router = SimpleRouter(trailing_slash=False)
router.register("imports", ImportViewSet, "import")

urlpatterns = router.urls
