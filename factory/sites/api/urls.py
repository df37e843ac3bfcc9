"""Addresses of sign-in, sites and work under ``/api/`` and ``/api/v1/``."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from factory.sites.api.rows import DeviceViewSet, MembershipViewSet, SiteSettingViewSet, SiteViewSet
from factory.sites.api.sign_in import LogoutView, MeView, TokenView
from factory.sites.api.work import JobViewSet, PeriodRunViewSet

router = SimpleRouter(trailing_slash=False)
router.register("sites", SiteViewSet)
router.register("site-settings", SiteSettingViewSet)
router.register("devices", DeviceViewSet)
router.register("memberships", MembershipViewSet)
router.register("jobs", JobViewSet)
router.register("period-runs", PeriodRunViewSet)

urlpatterns = [
    path("auth/token", TokenView.as_view(), name="auth-token"),
    path("auth/logout", LogoutView.as_view(), name="auth-logout"),
    path("auth/me", MeView.as_view(), name="auth-me"),
    *router.urls,
]
