"""Enrolments and templates: photos are uploaded here, everything else is looked at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from factory.core.errors import DomainError
from factory.sites.admin_base import ReadOnlyAdmin
from identity import services
from identity.admin.people import OfAnEmployee
from identity.models import Enrolment, FaceTemplate


class PhotoForm(forms.ModelForm[Enrolment]):
    """A photo of one person alone."""

    image = forms.FileField(
        label="Photo", help_text="JPEG or PNG, at most 5 MB: head and shoulders of one person"
    )

    class Meta:
        model = Enrolment
        fields = ("employee",)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("employee") and data.get("image"):
            data["picture"] = data["image"].read()
            try:
                services.check_enrolment(employee=data["employee"], picture=data["picture"])
            except DomainError as error:
                raise ValidationError(error.detail) from error
        return data


@admin.register(Enrolment)
class EnrolmentAdmin(OfAnEmployee):
    list_display = ("created_at", "employee", "state", "outcome", "reason", "attempts", "site")
    list_filter = ("outcome", "state")
    list_select_related = ("employee", "site")
    search_fields = ("employee__name", "employee__employee_code")
    form = PhotoForm
    exclude = None
    actions = ("retry",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        data = form.cleaned_data
        enrolment = services.request_enrolment(
            employee=data["employee"], picture=data["picture"], caller=request.user
        )
        obj.pk, obj.site_id = enrolment.pk, enrolment.site_id

    @admin.action(description="Try the failed ones again", permissions=["add"])
    def retry(self, request: HttpRequest, queryset: Any) -> None:
        number = services.retry_enrolments(enrolments=queryset)
        self.message_user(request, f"{number} are tried again", messages.SUCCESS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(FaceTemplate)
class FaceTemplateAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "employee", "engine", "model_version", "face_id", "site")
    list_filter = ("engine", "model_version")
    list_select_related = ("employee", "site")
    search_fields = ("face_id", "employee__name", "employee__employee_code")
    exclude = ("vector",)
