"""Requests to correct a day. Employees ask about their own."""

from __future__ import annotations

from typing import Any, cast

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from attendance import services
from attendance.api.filters import RegularisationFilter
from attendance.api.serializers.days import (
    ApprovedSerializer,
    CorrectionOf,
    CorrectionRequest,
    NoteRequest,
    RegularisationSerializer,
)
from attendance.models import Regularisation
from attendance.models.own import VIEW_OWN
from attendance.selectors.people import own_or_named, punch_of
from factory.core.api.pagination import Stream
from factory.core.models import User
from factory.sites.api.views import ScopedRows, body_of, once

ASK, ASK_FOR_OTHERS = "attendance.ask_correction", "attendance.add_regularisation"


@extend_schema_view(
    list=extend_schema(operation_id="regularisations_list"),
    retrieve=extend_schema(operation_id="regularisations_read"),
)
class RegularisationViewSet(
    ScopedRows, mixins.RetrieveModelMixin, mixins.ListModelMixin, GenericViewSet[Regularisation]
):
    """Requests to correct a day: asked by one, decided by another."""

    queryset = Regularisation.objects.select_related("employee", "site").order_by("-id")
    serializer_class = RegularisationSerializer
    filterset_class = RegularisationFilter
    pagination_class = Stream
    ordering_fields = ()

    def perm_for(self, _request: Request) -> str:
        """Return the permission: deciding is more than asking, and asking than looking."""
        needed = {"create": ASK, "approve": "attendance.change_regularisation"}
        needed["reject"] = needed["approve"]
        return needed.get(self.action, VIEW_OWN)

    def get_queryset(self) -> Any:
        return self.queryset.all().visible_to(self.request.user)

    @extend_schema(
        operation_id="regularisations_create",
        request=CorrectionRequest,
        responses={201: RegularisationSerializer},
    )
    def create(self, request: Request) -> Response:
        """Ask for a correction of one's own day, or (HR) of somebody's."""
        named = CorrectionOf(data=request.data)
        named.is_valid(raise_exception=True)
        employee = own_or_named(
            request.user, ASK_FOR_OTHERS, ASK, named.validated_data.get("employee")
        )
        asked = CorrectionRequest(data=request.data, context={"site": employee.site})
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        values.pop("employee", None)
        void = punch_of(employee, values.pop("void_punch", None))
        caller = cast("User", request.user)

        def made() -> tuple[int, Any]:
            row = services.request_correction(employee=employee, caller=caller, void=void, **values)
            return 201, RegularisationSerializer(row).data

        return once(request, made)

    @extend_schema(
        operation_id="regularisations_approve",
        request=NoteRequest,
        responses=ApprovedSerializer,
    )
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, **_kwargs: Any) -> Response:
        """Let it take effect; refused to whom it is about and to who asked."""
        made = services.approve(
            regularisation=self.get_object(),
            caller=cast("User", request.user),
            note=str(body_of(request, "note") or ""),
        )
        return Response(ApprovedSerializer(made).data)

    @extend_schema(
        operation_id="regularisations_reject",
        request=NoteRequest,
        responses=RegularisationSerializer,
    )
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, **_kwargs: Any) -> Response:
        """Say no, and why."""
        made = services.reject(
            regularisation=self.get_object(),
            caller=cast("User", request.user),
            note=str(body_of(request, "note") or ""),
        )
        return Response(RegularisationSerializer(made).data)
