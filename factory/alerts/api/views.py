"""Alerts: looking at them, acknowledging and resolving them."""

from __future__ import annotations

from typing import cast

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from factory.alerts import services
from factory.alerts.api.filters import AlertFilter
from factory.alerts.api.serializers import AlertSerializer
from factory.alerts.models import Alert
from factory.core.models import User
from factory.sites.api.views import ScopedRows


@extend_schema_view(
    list=extend_schema(operation_id="alerts_list", summary="Alerts of your sites, newest first"),
    retrieve=extend_schema(operation_id="alerts_retrieve", summary="One alert"),
)
class AlertViewSet(ScopedRows, ReadOnlyModelViewSet[Alert]):
    queryset = Alert.objects.select_related("acknowledged_by")
    serializer_class = AlertSerializer
    filterset_class = AlertFilter
    ordering_fields = ("raised_at", "last_raised_at", "severity", "count")
    app_perms = ScopedRows.app_perms | {"POST": "change"}

    @extend_schema(
        operation_id="alerts_acknowledge",
        summary="Say that you have seen it",
        request=None,
        responses=AlertSerializer,
    )
    @action(detail=True, methods=["post"])
    def acknowledge(self, request: Request, pk: str) -> Response:
        alert: Alert = self.get_object()
        services.acknowledge(alert=alert, who=cast("User", request.user))
        return Response(self.get_serializer(alert).data)

    @extend_schema(
        operation_id="alerts_resolve",
        summary="Close it by hand",
        request=None,
        responses=AlertSerializer,
    )
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, pk: str) -> Response:
        alert: Alert = self.get_object()
        services.resolve(alert=alert, who=cast("User", request.user))
        return Response(self.get_serializer(alert).data)
