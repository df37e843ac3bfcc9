"""Every address; ``/api/v1/`` is canonical, and the guide's unversioned paths work too."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from factory.routes import ByFirstWord

APPS = tuple(f"factory.{app}" for app in ("sites", "exchange", "evidence", "alerts", "health"))
SUBJECTS = ("streaming", "identity", "vehicles", "occupancy", "attendance")
api = [path("", include(f"{app}.api.urls")) for app in APPS + SUBJECTS]

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index"), name="home"),
    path("admin/live/", include("streaming.admin.urls")),
    path("admin/", admin.site.urls),
    path("me/attendance/", include("attendance.me.urls")),
    ByFirstWord("api/", api),
    # Last, so that an address made from a name is the canonical one.
    ByFirstWord("api/v1/", api),
    path("api/schema", SpectacularAPIView.as_view(), name="schema"),
    path(
        "api/docs", login_required(SpectacularSwaggerView.as_view(url_name="schema")), name="docs"
    ),
]
handler404 = "factory.core.problems.not_found"
handler500 = "factory.core.problems.server_error"
