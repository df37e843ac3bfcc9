"""Reads and events: looked at as streams; reads sent in bulk; barriers opened by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from factory.core.api.pagination import Stream
from factory.core.models import User
from factory.sites.api.views import ScopedRows, SiteView
from vehicles import services
from vehicles.api.answer_serializers import TakenListSerializer
from vehicles.api.bulk import checked_rows, taken
from vehicles.api.fact_serializers import (
    GateEventSerializer,
    PlateReadSerializer,
    ReviewSerializer,
    WhySerializer,
)
from vehicles.api.filters import GateEventFilter, PlateReadFilter
from vehicles.api.seen_serializers import SeenSerializer
from vehicles.models import GateEvent, PlateRead

TAGS = ["vehicles"]
Serializer = serializers.BaseSerializer[Any]


def by_hand(operation: str, body: type[Serializer], answer: type[Serializer]) -> Callable[..., Any]:
    """A POST by which a person settles one row, and says why."""
    spoken = extend_schema(tags=TAGS, operation_id=operation, request=body, responses=answer)
    posted: Callable[..., Any] = action(detail=True, methods=["post"])
    return lambda method: spoken(posted(method))


@extend_schema_view(get=extend_schema(tags=TAGS, operation_id="plate_reads_list"))
class PlateReadsView(ScopedRows, generics.ListAPIView[PlateRead], SiteView):
    """Reads, newest first; and new ones in bulk."""

    queryset = PlateRead.objects.all()
    serializer_class = PlateReadSerializer
    pagination_class = Stream
    filterset_class = PlateReadFilter

    @extend_schema(
        tags=TAGS,
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


@extend_schema_view(retrieve=extend_schema(tags=TAGS, operation_id="plate_reads_retrieve"))
class PlateReadViewSet(ScopedRows, ReadOnlyModelViewSet[PlateRead]):
    """One read."""

    queryset = PlateRead.objects.all()
    serializer_class = PlateReadSerializer
    app_perms = ScopedRows.app_perms | {"POST": "change"}

    @by_hand("plate_reads_admit", WhySerializer, GateEventSerializer)
    def admit(self, request: Request, pk: str) -> Response:
        """Open the gate for a vehicle whose read was held, and say why."""
        read = self.get_object()
        event = services.admit_read(read=read, **_said(request, WhySerializer))
        return Response(GateEventSerializer(event).data)

    @by_hand("plate_reads_review", ReviewSerializer, ReviewSerializer)
    def review(self, request: Request, pk: str) -> Response:
        """Settle a held read without opening anything: seen, or its plate is another. Say why."""
        read = self.get_object()
        review = services.review_read(read=read, **_said(request, ReviewSerializer))
        return Response(ReviewSerializer(review).data)


@extend_schema_view(
    list=extend_schema(tags=TAGS, operation_id="gate_events_list"),
    retrieve=extend_schema(tags=TAGS, operation_id="gate_events_retrieve"),
)
class GateEventViewSet(ScopedRows, ReadOnlyModelViewSet[GateEvent]):
    """What happened at the gates, newest first."""

    queryset = GateEvent.objects.all()
    serializer_class = GateEventSerializer
    pagination_class = Stream
    filterset_class = GateEventFilter
    app_perms = ScopedRows.app_perms | {"POST": "change"}

    @by_hand("gate_events_open", WhySerializer, GateEventSerializer)
    def open(self, request: Request, pk: str) -> Response:
        """Open the gate by hand, whatever was decided, and say why."""
        event = self.get_object()
        opened = services.open_by_hand(event=event, **_said(request, WhySerializer))
        return Response(GateEventSerializer(opened).data)


def _said(request: Request, shape: type[Serializer]) -> dict[str, Any]:
    """Return who says what, by the shape of the body."""
    body = shape(data=request.data)
    body.is_valid(raise_exception=True)
    return {"who": cast("User", request.user), **body.validated_data}
