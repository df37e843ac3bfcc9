"""Enrolments and templates: photos are uploaded here, everything else is looked at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from factory.core.errors import Conflict, DomainError
from identity import services
from identity.admin.consent import OfAnEmployee
from identity.admin.stand_in import with_stand_in
from identity.image_headers import MOST_BYTES
from identity.models import Enrolment

MOST_PHOTOS = 10


class SeveralFiles(forms.ClearableFileInput):
    """A file input that takes several files at once."""

    allow_multiple_selected = True


class SeveralPhotos(forms.FileField):
    """Cleans to the list of the files; each must be one."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list) else [data]
        return [super(SeveralPhotos, self).clean(file, initial) for file in files or [None]]


class PhotoForm(forms.ModelForm[Enrolment]):
    """One or several photos of one person alone."""

    image = SeveralPhotos(
        label="Photos",
        help_text="JPEG or PNG, at most 5 MB each: head and shoulders of one person alone. Five are"
        " best: from the front, turned a little to each side, up and down.",
    )

    class Meta:
        model = Enrolment
        fields = ("employee",)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        files = data.get("image") or []
        if len(files) > MOST_PHOTOS:
            raise ValidationError(f"At most {MOST_PHOTOS} photos at once.")
        if any(file.size > MOST_BYTES for file in files):
            raise ValidationError("A photo is larger than 5 MB.")
        data["pictures"] = [file.read() for file in files]
        if data.get("employee"):
            for file, picture in zip(files, data["pictures"], strict=True):
                _check(data["employee"], file.name, picture)
        return data


def _check(employee: Any, name: str, picture: bytes) -> None:
    try:
        services.check_enrolment(employee=employee, picture=picture)
    except Conflict as error:
        raise ValidationError(error.detail) from error
    except DomainError as error:
        raise ValidationError(f"{name}: {error.detail}") from error


@admin.register(Enrolment)
class EnrolmentAdmin(OfAnEmployee):
    list_display = (*("created_at", "employee", "came_to", "why", "photo_link", "site"),)
    list_filter = ("outcome", "state")
    list_select_related = ("employee", "site")
    search_fields = ("employee__name", "employee__employee_code")
    form = PhotoForm
    change_list_template = "admin/identity/with_stand_in.html"
    exclude = None
    actions = ("retry",)

    @admin.display(description="came to", ordering="outcome")
    def came_to(self, enrolment: Enrolment) -> str:
        return enrolment.get_outcome_display() if enrolment.outcome else enrolment.state

    @admin.display(description="why, and how to do better")
    def why(self, enrolment: Enrolment) -> str:
        said = f"{enrolment.reason} {enrolment.hint}".strip()
        return format_html('<span class="why">{}</span>', said or enrolment.failure or "-")

    @admin.display(description="photo")
    def photo_link(self, enrolment: Enrolment) -> str:
        """Return a link, not the photo: who looked at a face is written down."""
        if not enrolment.photo:
            return "deleted"
        address = reverse("enrolment-photo", args=[enrolment.uuid])
        return format_html('<a href="{}">open</a>', address)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return super().changelist_view(request, with_stand_in(extra_context or {}))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        data = form.cleaned_data
        enrolments = services.request_enrolments(
            employee=data["employee"], pictures=data["pictures"], caller=request.user
        )
        obj.pk, obj.site_id = enrolments[0].pk, enrolments[0].site_id

    @admin.action(description="Try the failed ones again", permissions=["add"])
    def retry(self, request: HttpRequest, queryset: Any) -> None:
        number = services.retry_enrolments(enrolments=queryset)
        self.message_user(request, f"{number} are tried again", messages.SUCCESS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
