"""Addresses of one's own attendance, for people without an office role."""

from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from attendance.me.password import own_password
from attendance.me.views import my_month
from factory.sites.sign_in_rate import at_sign_in_rate

sign_in = LoginView.as_view(template_name="attendance/me/sign_in.html", next_page="my-attendance")

urlpatterns = [
    path("", my_month, name="my-attendance"),
    path("sign-in", at_sign_in_rate(sign_in), name="my-sign-in"),
    path("password", own_password, name="my-password"),
    path("sign-out", LogoutView.as_view(next_page="my-sign-in"), name="my-sign-out"),
]
