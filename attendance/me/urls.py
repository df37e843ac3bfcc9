"""Addresses of one's own attendance, for people without an office role."""

from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from attendance.me.views import my_month

urlpatterns = [
    path("", my_month, name="my-attendance"),
    path(
        "sign-in",
        LoginView.as_view(template_name="attendance/me/sign_in.html", next_page="my-attendance"),
        name="my-sign-in",
    ),
    path("sign-out", LogoutView.as_view(next_page="my-sign-in"), name="my-sign-out"),
]
