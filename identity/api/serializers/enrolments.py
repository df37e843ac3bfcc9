"""Enrolments: photos on their way to becoming templates."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from factory.sites.api.fields import ScopedRelatedField
from factory.sites.api.shapes import RowSerializer
from identity.api.serializers.faces import PictureField
from identity.image_headers import MOST_TOGETHER, TOO_MUCH
from identity.models import Employee, Enrolment

MOST_PHOTOS = 10


class EnrolmentRequest(serializers.Serializer[Any]):
    """One or several photos of one person alone, at most 5 MB each and 19 MB together: repeat
    ``image``.
    """

    employee = ScopedRelatedField(queryset=Employee.objects.all(), perm="identity.add_enrolment")
    image = serializers.ListField(child=PictureField(), min_length=1, max_length=MOST_PHOTOS)

    def validate_image(self, photos: list[Any]) -> list[Any]:
        if sum(photo.size for photo in photos) > MOST_TOGETHER:
            raise serializers.ValidationError(TOO_MUCH)
        return photos


class EnrolFromSighting(serializers.Serializer[Any]):
    """Whom the picture of a reviewed sighting shows."""

    employee = ScopedRelatedField(queryset=Employee.objects.all(), perm="identity.add_enrolment")


class EnrolmentSerializer(RowSerializer[Enrolment]):
    class Meta:
        model = Enrolment
        fields = ("uuid", "site", "employee", "state", "outcome", "reason", "hint", "created_at")
        read_only_fields = fields


class AcceptedPhotos(serializers.Serializer[Any]):
    """The first photo's enrolment, and all of them in the order of the photos."""

    uuid = serializers.UUIDField()
    url = serializers.CharField()
    state = serializers.CharField()
    outcome = serializers.CharField(allow_blank=True)
    enrolments = serializers.ListField(child=serializers.CharField(), help_text="addresses")
