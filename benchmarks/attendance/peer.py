"""The peer of a check-in: the least that a DRF endpoint does which knows its caller and inserts a row.

Addresses, serializer and views in one module, served beside the product's own by ``check_in``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import connection, models
from django.urls import URLPattern, URLResolver, include, path
from knox.auth import TokenAuthentication
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class CheckIn(models.Model):
    """Who came when, and nothing else."""

    employee_id = models.BigIntegerField(db_index=True)
    at = models.DateTimeField()

    objects: ClassVar[models.Manager[CheckIn]] = models.Manager()

    class Meta:
        app_label = "benchmark"
        db_table = "benchmark_check_in"

    def __str__(self) -> str:
        return f"{self.employee_id} {self.at}"


def make_table() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(CheckIn)


class CheckInSerializer(serializers.Serializer[Any]):
    employee_id = serializers.IntegerField(min_value=1)
    check_in_time = serializers.DateTimeField()


class Peer(APIView):
    """Signed in as our own callers are, without a query in the common case."""

    permission_classes = (IsAuthenticated,)

    def post(self, request: Request) -> Response:
        asked = CheckInSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        at: datetime = asked.validated_data["check_in_time"]
        row = CheckIn.objects.create(employee_id=asked.validated_data["employee_id"], at=at)
        return Response({"id": row.pk})


class PeerWithKnox(Peer):
    """Signed in by the token library as it comes, with its look-up in the database."""

    authentication_classes = (TokenAuthentication,)


urlpatterns: list[URLPattern | URLResolver] = [
    path("peer", Peer.as_view()),
    path("peer-knox", PeerWithKnox.as_view()),
    path("", include("factory.urls")),
]
