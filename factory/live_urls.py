"""The addresses of a process for live paths alone: none of its own, those are answered before Django."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

urlpatterns = [path("", RedirectView.as_view(url="/admin/"), name="home")]
handler404 = "factory.core.problems.not_found"
handler500 = "factory.core.problems.server_error"
