"""``/api/v1/punches``: the facts, one by one for people, in bulk from devices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.utils.dateparse import parse_datetime
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from attendance import services
from attendance.api.filters import PunchFilter
from attendance.api.serializers.punches import (
    PunchesAnswer,
    PunchReport,
    PunchSerializer,
    ReasonRequest,
)
from attendance.models import Punch
from attendance.models.own import VIEW_OWN
from factory.core.api.pagination import Stream
from factory.core.errors import Invalid
from factory.sites.api.views import READS, ScopedRows, SiteView
from factory.sites.models import Device, Site

REPORTED = OpenApiParameter(
    "reported_until",
    str,
    description="a device says: all that I saw up to this moment is told; an empty list will do",
)


NOT_NOTED = (
    "reported_until cannot be right and was not noted: is the device's clock? The rows are answered"
    " below as ever."
)


@extend_schema_view(
    list=extend_schema(operation_id="punches_list"),
    retrieve=extend_schema(operation_id="punches_read"),
)
class PunchViewSet(
    ScopedRows, SiteView, mixins.RetrieveModelMixin, mixins.ListModelMixin, GenericViewSet[Punch]
):
    """Punches: append-only. A wrong one is voided, one kept apart is accepted, with a reason.

    Employees see their own, whose numbers a request to void one names.
    """

    queryset = Punch.objects.order_by("-id")
    serializer_class = PunchSerializer
    filterset_class = PunchFilter
    pagination_class = Stream
    ordering_fields = ()

    def perm_for(self, request: Request) -> str:
        """Return the permission: voiding and accepting change a fact's standing.

        Of reads the least that lets somebody in; the rows say who sees more.
        """
        changes = self.action in {"void", "accept"}
        if changes:
            return "attendance.change_punch"
        return VIEW_OWN if request.method in READS else super().perm_for(request)

    def get_queryset(self) -> Any:
        if self.request.method in READS:
            return self.queryset.all().visible_to(self.request.user)
        return super().get_queryset()

    @extend_schema(
        operation_id="punches_report",
        parameters=[REPORTED],
        request=PunchReport(many=True),
        responses=PunchesAnswer,
    )
    def create(self, request: Request) -> Response:
        """Record up to 10,000 punches; each row is answered in its place. Safe to send again."""
        rows = request.data if isinstance(request.data, list) else [request.data]
        site = self.site()
        caller: Any = request.user
        until = self._reported_until(site)
        return self.once(lambda: (200, _reported(site, rows, caller, until)))

    def _reported_until(self, site: Site) -> Any:
        text = self.request.query_params.get("reported_until")
        if not text:
            return None
        try:
            moment = parse_datetime(text)
        except ValueError:
            moment = None
        if moment is None:
            raise Invalid(
                "reported_until: expected an ISO 8601 time.", fields={"reported_until": "Bad."}
            )
        # Of a time that comes twice the first: it claims less.
        return moment if moment.tzinfo else moment.replace(tzinfo=site.zone)

    @extend_schema(operation_id="punches_void", request=ReasonRequest, responses=PunchSerializer)
    @action(detail=True, methods=["post"])
    def void(self, request: Request, **_kwargs: Any) -> Response:
        """Take a wrong punch out of the count; the row stays."""
        return self._with_reason(request, services.void_punch)

    @extend_schema(operation_id="punches_accept", request=ReasonRequest, responses=PunchSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, **_kwargs: Any) -> Response:
        """Have a punch count that was kept apart for an impossible time; not one's own."""
        return self._with_reason(request, services.accept_punch)

    def _with_reason(self, request: Request, act: Callable[..., None]) -> Response:
        punch = self.get_object()
        asked = ReasonRequest(data=request.data)
        asked.is_valid(raise_exception=True)
        act(punch=punch, reason=asked.validated_data["reason"], caller=request.user)
        return Response(PunchSerializer(punch).data)


def _reported(site: Site, rows: list[Any], caller: Any, until: Any) -> dict[str, Any]:
    device = caller if isinstance(caller, Device) else None
    answers = services.record_punches(site=site, rows=rows, device=device, caller=caller)
    # The rows are stored whatever the device's clock says.
    noted = device is None or until is None or services.device_reported(device=device, until=until)
    return {
        "warnings": [] if noted else [NOT_NOTED],
        "counts": dict(Counter(str(one.answer) for one in answers)),
        "results": [
            {"index": index, "outcome": str(one.answer), "detail": one.detail}
            for index, one in enumerate(answers)
        ],
    }
