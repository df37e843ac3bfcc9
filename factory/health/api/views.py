"""Health and system information, where there is no event loop to answer them."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from factory.core import clock
from factory.core.scoping import access_of
from factory.health.api.serializers import HealthSerializer, SystemInfoSerializer
from factory.health.info import system_info
from factory.health.panel import panel
from factory.health.verdict import http_status, report, verdict
from factory.sites.api.views import SiteView


class HealthView(APIView):
    """For a process that serves WSGI alone; otherwise ``factory.health.live`` answers."""

    authentication_classes = []
    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="health",
        summary="Whether the product works, and which part does not",
        auth=[],
        responses={200: HealthSerializer, 503: HealthSerializer},
    )
    def get(self, request: Request) -> Response:
        seen = panel().look()
        answer = Response(report(seen, clock.now()), status=http_status(verdict(seen)))
        answer["Cache-Control"] = "no-store"
        return answer


class SystemInfoView(SiteView):
    @extend_schema(
        operation_id="system_info",
        summary="Versions, uptime and the figures of each module for your sites",
        responses=SystemInfoSerializer,
    )
    def get(self, request: Request) -> Response:
        return Response(system_info(access_of(request.user)))
