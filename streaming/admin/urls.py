"""Addresses of the control room, beside the admin's own."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from streaming.admin.live import live

urlpatterns = [path("", admin.site.admin_view(live), name="control-room")]
