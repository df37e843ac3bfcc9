"""Sightings under ``/api/v1/``: reported, decided, taken back, searched again."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from factory.core.api.pagination import Stream
from factory.core.api.parsers import JsonParser
from factory.sites.api.views import ScopedRows, body_of, once
from factory.sites.models import Device
from factory.sites.selectors import site_of_request
from identity import selectors, services
from identity.api.filters import SightingFilter
from identity.api.serializers.enrolments import EnrolFromSighting
from identity.api.serializers.faces import (
    DecisionRequest,
    DecisionSerializer,
    OwnSightingSerializer,
    RetriedSerializer,
    SightingDetailSerializer,
    SightingReport,
    SightingSerializer,
    UndoneSerializer,
    WaitingSerializer,
)
from identity.api.views.accepting import accepted
from identity.models import Decision, Sighting

ADD = "identity.add_sighting"
REVIEW = "identity.review_sighting"
ENROL = "identity.add_enrolment"


@extend_schema_view(
    list=extend_schema(operation_id="sightings_list"),
    retrieve=extend_schema(
        operation_id="sightings_read",
        description="Of a sighting that it has reported itself a device is told ``uuid``,"
        " ``captured_at``, ``state`` and ``outcome``; all others are not there for it.",
        responses={
            200: PolymorphicProxySerializer(
                component_name="SightingRead",
                serializers=[SightingDetailSerializer, OwnSightingSerializer],
                resource_type_field_name=None,
            )
        },
    ),
)
class SightingViewSet(
    ScopedRows, mixins.RetrieveModelMixin, mixins.ListModelMixin, GenericViewSet[Sighting]
):
    """Faces that were seen: reported by devices and cameras, searched by a worker."""

    queryset = Sighting.objects.select_related("employee", "runner_up", "snapshot")
    serializer_class = SightingSerializer
    filterset_class = SightingFilter
    ordering_fields = ()
    pagination_class = Stream
    parser_classes = (MultiPartParser, JsonParser)
    lookup_field = "uuid"

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        if self._reads_own():
            return rows.filter(device=self.request.user)
        return rows.prefetch_related("decisions") if self.action == "retrieve" else rows

    def _reads_own(self) -> bool:
        return self.action == "retrieve" and isinstance(self.request.user, Device)

    def get_serializer_class(self) -> Any:
        if self._reads_own():
            return OwnSightingSerializer
        return SightingDetailSerializer if self.action == "retrieve" else SightingSerializer

    def perm_for(self, request: Request) -> str:
        """Return the permission: saying who somebody is, is a right of its own."""
        if self.action in ("decision", "undo", "retry"):
            return REVIEW
        if self._reads_own():
            # Who may report may know what became of it.
            return ADD
        return ENROL if self.action == "enrol" else super().perm_for(request)

    @extend_schema(
        operation_id="sightings_report",
        request={"multipart/form-data": SightingReport},
        responses={202: WaitingSerializer},
    )
    def create(self, request: Request) -> Response:
        """Report a face: kept, queued for its search, answered at once.

        An ``event_id``, or else an Idempotency-Key, makes it safe to send again.
        """
        caller: Any = request.user
        named, camera_name = body_of(request, "site"), body_of(request, "camera")
        camera = selectors.camera_called(camera_name, caller, ADD)
        owner = camera.site_id if camera else getattr(caller, "site_id", None)
        site = site_of_request(caller, ADD, named=named, owner=owner)
        report = SightingReport(data=request.data, context={"site": site, "request": request})
        report.is_valid(raise_exception=True)
        sighting = services.take_report(
            site=site,
            picture=report.validated_data["image"].read(),
            captured_at=report.validated_data.get("captured_at"),
            camera=camera,
            caller=caller,
            track_id=report.validated_data.get("track_id", ""),
            event_id=self._event_id(report.validated_data.get("event_id", "")),
        )
        return accepted("sighting-detail", sighting)

    def _event_id(self, event_id: str) -> str:
        """Return a name that no other caller's facts have, or an empty text."""
        key = event_id or self.request.headers.get("Idempotency-Key", "").strip()
        user = self.request.user
        return f"{type(user).__name__.lower()}:{user.pk}:{key}"[:320] if key else ""

    @extend_schema(
        operation_id="sightings_decide", request=DecisionRequest, responses=DecisionSerializer
    )
    @action(detail=True, methods=["post"])
    def decision(self, request: Request, **_kwargs: Any) -> Response:
        """Say whom a sighting shows or does not, or that it is a visitor. A later word supersedes.

        An Idempotency-Key makes it safe to send again.
        """
        sighting = self.get_object()
        asked = DecisionRequest(data=request.data, context={"request": request})
        asked.is_valid(raise_exception=True)
        saying = asked.saying()
        services.prepare(sighting=sighting, saying=saying)

        def decided() -> tuple[int, Any]:
            made = services.decide(sighting=sighting, saying=saying, caller=request.user)
            return 200, DecisionSerializer(made).data

        return once(request, decided)

    @extend_schema(operation_id="sightings_undo", request=None, responses=UndoneSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, **_kwargs: Any) -> Response:
        """Take back the click that decided this sighting, with all that it decided."""
        standing = self.get_object().decisions.standing().filter(act__isnull=False).first()
        mine = Decision.objects.for_user(request.user, REVIEW)
        act = standing.act if standing else None
        undone = services.undo(act=act, decisions=mine, caller=request.user) if act else 0
        return Response({"undone": undone})

    @extend_schema(
        operation_id="sightings_enrol",
        request=EnrolFromSighting,
        responses={202: WaitingSerializer},
    )
    @action(detail=True, methods=["post"])
    def enrol(self, request: Request, **_kwargs: Any) -> Response:
        """Enrol a person from this picture, which names them from now on; 409 without a basis."""
        sighting = self.get_object()
        asked = EnrolFromSighting(data=request.data, context={"request": request})
        asked.is_valid(raise_exception=True)
        enrolment = services.enrol_sighting(
            sighting=sighting,
            employee=asked.validated_data["employee"],
            caller=request.user,
        )
        return accepted("enrolment-detail", enrolment)

    @extend_schema(
        operation_id="sightings_retry", request=None, responses=RetriedSerializer, filters=False
    )
    @action(detail=False, methods=["post"])
    def retry(self, request: Request) -> Response:
        """Search all failed sightings again."""
        mine = Sighting.objects.for_user(request.user, REVIEW)
        retried = services.retry_sightings(sightings=mine, caller=request.user)
        return Response({"retried": retried})
