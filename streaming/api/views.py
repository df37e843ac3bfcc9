"""Cameras: kept by managers, watched by many, tried before they are relied on."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from factory.core.errors import Invalid, Refused
from factory.core.models import User
from factory.core.scoping import access_of
from factory.evidence.api.serializers import SnapshotSerializer
from factory.sites.api.views import ScopedRows, SiteView
from factory.sites.selectors import site_of_request
from factory.web.proof import stamp_of
from streaming import selectors, services, stream_urls
from streaming.api.serializers import (
    CameraSerializer,
    KeepSerializer,
    StatusSerializer,
    StreamUrlSerializer,
    TrialSerializer,
)
from streaming.models import Camera
from streaming.supervision.orders import check_target
from streaming.targets import BadTargetError
from streaming.trials import try_camera

CAMERAS = Camera.objects.select_related("site", "status").order_by("site", "camera_id")


FILTERS = ("site", "camera_id", "enabled", "direction")


@extend_schema_view(
    list=extend_schema(operation_id="cameras_list", summary="The cameras of your sites"),
    retrieve=extend_schema(operation_id="cameras_read", summary="One camera"),
    create=extend_schema(
        operation_id="cameras_add",
        summary="Add a camera; it is read within seconds",
        parameters=[OpenApiParameter("site", int, description="where you belong to several")],
    ),
    update=extend_schema(operation_id="cameras_replace", summary="Change a camera"),
    partial_update=extend_schema(operation_id="cameras_change", summary="Change a camera in part"),
    destroy=extend_schema(operation_id="cameras_remove", summary="Remove one without a history"),
)
class CameraViewSet(ScopedRows, viewsets.ModelViewSet[Camera]):
    queryset = CAMERAS
    serializer_class = CameraSerializer
    filterset_fields = FILTERS
    ordering_fields = ("camera_id", "name", "created_at")
    lookup_value_regex = "[0-9]{1,18}"
    # What each action of ours needs; the others follow their method.
    action_perms: ClassVar[dict[str, str]] = {
        "test": "streaming.change_camera",
        "keep": "streaming.keep_picture",
        "stream_url": "streaming.view_camera",
    }

    def perm_for(self, request: Request) -> str:
        return self.action_perms.get(self.action or "") or super().perm_for(request)

    def perform_create(self, serializer: BaseSerializer[Camera]) -> None:
        named = self.request.data.get("site") or self.request.query_params.get("site")
        site = site_of_request(self.request.user, self.perm_for(self.request), named=named)
        try:
            # Only now is the site known.
            check_target(serializer.validated_data["source"], site.pk)
        except BadTargetError as error:
            raise Invalid(str(error), fields={"source": str(error)}) from error
        serializer.instance = services.add_camera(
            site=site, who=self.request.user, **serializer.validated_data
        )

    def perform_update(self, serializer: BaseSerializer[Camera]) -> None:
        assert serializer.instance is not None
        services.change_camera(
            camera=serializer.instance, who=self.request.user, **serializer.validated_data
        )

    def perform_destroy(self, instance: Camera) -> None:
        services.remove_camera(camera=instance, who=self.request.user)

    @extend_schema(
        operation_id="cameras_test",
        summary="Open the camera now and say what is seen, or why nothing is",
        request=None,
        responses=TrialSerializer,
    )
    @action(detail=True, methods=["post"])
    def test(self, request: Request, pk: str) -> Response:
        return Response(asdict(try_camera(self.get_object())))

    @extend_schema(
        operation_id="cameras_keep",
        summary="Keep what the camera shows, or showed a moment ago, as evidence",
        request=KeepSerializer,
        responses={201: SnapshotSerializer},
    )
    @action(detail=True, methods=["post"])
    def keep(self, request: Request, pk: str) -> Response:
        camera = self.get_object()
        asked = KeepSerializer(data=request.data, context={"site": camera.site})
        asked.is_valid(raise_exception=True)
        kept = services.keep_picture(
            camera=camera, who=request.user, at=asked.validated_data.get("at")
        )
        return Response(SnapshotSerializer(kept).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="cameras_stream_url",
        summary="An address of the live picture for an <img>, good for starting within a minute",
        request=None,
        responses=StreamUrlSerializer,
    )
    @action(detail=True, methods=["post"], url_path="stream-url")
    def stream_url(self, request: Request, pk: str) -> Response:
        camera = self.get_object()
        if not isinstance(request.user, User):
            raise Refused("Such addresses are for people; a device has its key.")
        # Asked for anew: a caller who is remembered by a token has no password in memory.
        who = User.objects.get(pk=request.user.pk)
        admission = stream_urls.Admission(camera.pk, who.pk, stamp_of(who.password))
        url = request.build_absolute_uri(stream_urls.stream_path(admission))
        lasting = stream_urls.GOOD_FOR_SECONDS
        return Response(
            {"url": url, "starts_within_seconds": lasting}, status=status.HTTP_201_CREATED
        )


class StatusList(ScopedRows, ListAPIView[Camera]):
    """How the cameras of your sites are doing."""

    queryset = CAMERAS
    serializer_class = StatusSerializer
    filterset_fields = FILTERS
    ordering_fields = ("camera_id",)

    @extend_schema(operation_id="camera_statuses_list", summary="How cameras are doing")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Camera]:
        return super().get_queryset().select_related("site", "status")


class StreamStatus(SiteView):
    """The guide's status of one stream."""

    perm = "streaming.view_camera"

    @extend_schema(
        operation_id="video_feed_status",
        summary="How one camera is doing",
        parameters=[
            OpenApiParameter("camera", str, description="its camera_id or number; else the first")
        ],
        responses=StatusSerializer,
    )
    def get(self, request: Request) -> Response:
        name = request.query_params.get("camera", "")
        camera = selectors.camera_to_watch(access_of(request.user), name)
        return Response(StatusSerializer(camera).data)
