"""What the engines keep of faces: opened only to see that it is there, and whose it is."""

from __future__ import annotations

from django.contrib import admin

from factory.sites.admin_base import ReadOnlyAdmin
from identity.models import FaceTemplate


@admin.register(FaceTemplate)
class FaceTemplateAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "employee", "engine", "model_version", "face_id", "site")
    list_filter = ("engine", "model_version")
    list_select_related = ("employee", "site")
    search_fields = ("face_id", "employee__name", "employee__employee_code")
    exclude = ("vector",)
