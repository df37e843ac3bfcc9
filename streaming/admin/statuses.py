"""What capture processes said: to be looked at, never edited."""

from __future__ import annotations

from django.contrib import admin

from factory.sites.admin_base import ReadOnlyAdmin
from streaming.models import CameraStatus


@admin.register(CameraStatus)
class CameraStatusAdmin(ReadOnlyAdmin):
    list_display = (
        *("camera", "state", "since", "seen_at", "fps", "frames_read", "decode_ms", "encode_ms"),
        *("reconnects", "viewers", "error"),
    )
    list_filter = ("state",)
    list_select_related = ("camera", "site")
    search_fields = ("camera__camera_id", "camera__name")
