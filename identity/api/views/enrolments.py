"""Enrolments under ``/api/v1/``."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.viewsets import GenericViewSet

from factory.core.api.pagination import Stream
from factory.sites.api.views import ScopedRows
from identity import services
from identity.api.filters import EnrolmentFilter
from identity.api.serializers.enrolments import (
    AcceptedPhotos,
    EnrolmentRequest,
    EnrolmentSerializer,
)
from identity.api.views.accepting import accepted
from identity.models import Enrolment

PRIVATE = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


@extend_schema_view(
    list=extend_schema(operation_id="enrolments_list"),
    retrieve=extend_schema(operation_id="enrolments_read"),
    destroy=extend_schema(operation_id="enrolments_remove"),
)
class EnrolmentViewSet(
    ScopedRows,
    mixins.RetrieveModelMixin,
    mixins.DestroyModelMixin,
    mixins.ListModelMixin,
    GenericViewSet[Enrolment],
):
    """Photos on their way to becoming templates."""

    queryset = Enrolment.objects.filter(removed_at=None).order_by("-id")
    serializer_class = EnrolmentSerializer
    filterset_class = EnrolmentFilter
    pagination_class = Stream
    ordering_fields = ()
    parser_classes = (MultiPartParser,)
    lookup_field = "uuid"

    @extend_schema(
        operation_id="enrolments_create",
        request={"multipart/form-data": EnrolmentRequest},
        responses={202: AcceptedPhotos},
    )
    def create(self, request: Request) -> Response:
        """Enrol a face from one or several photos of one person; 409 while no basis is recorded.

        Photos of a group, blurred ones and the like are refused by the worker, which says why.
        """
        asked = EnrolmentRequest(data=request.data, context={"request": request})
        asked.is_valid(raise_exception=True)
        enrolments = services.request_enrolments(
            employee=asked.validated_data["employee"],
            pictures=[photo.read() for photo in asked.validated_data["image"]],
            caller=request.user,
        )
        answer = accepted("enrolment-detail", enrolments[0])
        answer.data["enrolments"] = [reverse("enrolment-detail", [e.uuid]) for e in enrolments]
        return answer

    def perform_destroy(self, instance: Enrolment) -> None:
        """Remove the photo, its template and its face; a worker sees that they are gone everywhere."""
        services.remove_enrolment(enrolment=instance, caller=self.request.user)

    @extend_schema(
        operation_id="enrolments_photo", responses={(200, "image/jpeg"): OpenApiTypes.BINARY}
    )
    @action(detail=True, methods=["get"])
    def photo(self, request: Request, **_kwargs: Any) -> HttpResponse:
        """Return the photo; that it was looked at is written down."""
        picture = services.show_photo(enrolment=self.get_object(), caller=request.user)
        return HttpResponse(picture, content_type="image/jpeg", headers=PRIVATE)
