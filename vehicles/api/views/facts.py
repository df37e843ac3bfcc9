"""Reads and events: looked at as streams; reads sent in bulk; barriers opened by hand."""

from __future__ import annotations

from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from factory.core.api.pagination import Stream
from factory.core.models import User
from factory.sites.api.views import ScopedRows, SiteView
from vehicles import services
from vehicles.api.bulk import checked_rows, taken
from vehicles.api.filters import GateEventFilter, PlateReadFilter
from vehicles.api.serializers import (
    GateEventSerializer,
    PlateReadSerializer,
    ReviewSerializer,
    SeenSerializer,
    TakenListSerializer,
    WhySerializer,
)
from vehicles.models import GateEvent, PlateRead


class PlateReadsView(ScopedRows, generics.ListAPIView[PlateRead], SiteView):
    """Reads, newest first; and new ones in bulk."""

    queryset = PlateRead.objects.all()
    serializer_class = PlateReadSerializer
    pagination_class = Stream
    filterset_class = PlateReadFilter

    @extend_schema(tags=["vehicles"], operation_id="plate_reads_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        tags=["vehicles"],
        operation_id="plate_reads_create",
        request=SeenSerializer(many=True),
        responses={202: TakenListSerializer},
    )
    def post(self, request: Request) -> Response:
        """Store up to 1,000 reads of one site; a worker decides on them by the same rules.

        Each is answered with its state; one that cannot be taken is ``refused``, with the reasons. What
        comes late opens no barrier.
        """
        site = self.site()
        rows = checked_rows(request, site)
        return self.once(lambda: (202, taken(site, rows)))


class PlateReadViewSet(ScopedRows, ReadOnlyModelViewSet[PlateRead]):
    """One read."""

    queryset = PlateRead.objects.all()
    serializer_class = PlateReadSerializer
    app_perms = ScopedRows.app_perms | {"POST": "change"}

    @extend_schema(tags=["vehicles"], operation_id="plate_reads_retrieve")
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(
        tags=["vehicles"],
        operation_id="plate_reads_admit",
        request=WhySerializer,
        responses=GateEventSerializer,
    )
    @action(detail=True, methods=["post"])
    def admit(self, request: Request, pk: str) -> Response:
        """Open the gate for a vehicle whose read was held, and say why."""
        event = services.admit_read(read=self.get_object(), who=_person(request), **_why(request))
        return Response(GateEventSerializer(event).data)

    @extend_schema(
        tags=["vehicles"],
        operation_id="plate_reads_review",
        request=ReviewSerializer,
        responses=ReviewSerializer,
    )
    @action(detail=True, methods=["post"])
    def review(self, request: Request, pk: str) -> Response:
        """Settle a held read without opening anything: seen, or its plate is another. Say why."""
        read, body = self.get_object(), ReviewSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        review = services.review_read(read=read, who=_person(request), **body.validated_data)
        return Response(ReviewSerializer(review).data)


class GateEventViewSet(ScopedRows, ReadOnlyModelViewSet[GateEvent]):
    """What happened at the gates, newest first."""

    queryset = GateEvent.objects.all()
    serializer_class = GateEventSerializer
    pagination_class = Stream
    filterset_class = GateEventFilter
    app_perms = ScopedRows.app_perms | {"POST": "change"}

    @extend_schema(tags=["vehicles"], operation_id="gate_events_list")
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(tags=["vehicles"], operation_id="gate_events_retrieve")
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(
        tags=["vehicles"],
        operation_id="gate_events_open",
        request=WhySerializer,
        responses=GateEventSerializer,
    )
    @action(detail=True, methods=["post"])
    def open(self, request: Request, pk: str) -> Response:
        """Open the gate by hand, whatever was decided, and say why."""
        event = services.open_by_hand(
            event=self.get_object(), who=_person(request), **_why(request)
        )
        return Response(GateEventSerializer(event).data)


def _person(request: Request) -> User:
    return cast("User", request.user)


def _why(request: Request) -> dict[str, str]:
    body = WhySerializer(data=request.data)
    body.is_valid(raise_exception=True)
    return cast("dict[str, str]", body.validated_data)
