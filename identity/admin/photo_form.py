"""The form with which photos are handed in for enrolment: several at once, each looked at first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from factory.core.errors import Conflict, DomainError
from identity import services
from identity.admin.several_photos import SeveralPhotos
from identity.image_headers import MOST_BYTES, MOST_TOGETHER, TOO_MUCH
from identity.models import Enrolment

MOST_PHOTOS = 10


class PhotoForm(forms.ModelForm[Enrolment]):
    """One or several photos of one person alone."""

    image = SeveralPhotos(
        label="Photos",
        help_text="JPEG or PNG, at most 5 MB each and 19 MB together: head and shoulders of one person"
        " alone. Five are best: from the front, turned a little to each side, up and down.",
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
        if sum(file.size for file in files) > MOST_TOGETHER:
            raise ValidationError(TOO_MUCH)
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
