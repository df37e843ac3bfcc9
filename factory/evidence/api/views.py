"""Snapshots: their rows, and the pictures for those who may see them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.viewsets import ReadOnlyModelViewSet

from factory.core.api.pagination import Stream
from factory.evidence.api.serializers import SnapshotSerializer
from factory.evidence.models import Snapshot
from factory.evidence.services import open_picture
from factory.sites.api.views import ScopedRows

SEE_PERSONAL = "evidence.see_personal"


class PicturesFor(ScopedRows):
    """The rows whose pictures the caller may see: all of them show somebody or a plate."""

    queryset: Any = Snapshot.objects.all()
    lookup_field = "uuid"

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        return rows.for_user(self.request.user, SEE_PERSONAL)


@extend_schema_view(
    list=extend_schema(operation_id="snapshots_list"),
    retrieve=extend_schema(operation_id="snapshots_read"),
)
class SnapshotViewSet(PicturesFor, ReadOnlyModelViewSet[Snapshot]):
    """Kept pictures, newest first."""

    serializer_class = SnapshotSerializer
    pagination_class = Stream
    filterset_fields: ClassVar[Any] = ("site", "kind", "legal_hold")
    ordering_fields = ()


class SnapshotImageView(PicturesFor, generics.GenericAPIView[Snapshot]):
    """The only way to a picture: never by a path, never cached by others, never guessed as a page."""

    @extend_schema(
        operation_id="snapshots_image",
        responses={(200, "image/jpeg"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, **_kwargs: Any) -> FileResponse:
        """Return the JPEG; that it was looked at is written down."""
        snapshot = self.get_object()
        return FileResponse(
            open_picture(snapshot=snapshot, caller=request.user),
            content_type="image/jpeg",
            headers={
                "Cache-Control": "private, no-store",
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "default-src 'none'",
            },
        )
