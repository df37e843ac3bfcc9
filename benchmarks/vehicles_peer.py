"""The product's WSGI application with one route more: the least that stores a small JSON in a row.

The peer of ``vehicles_decisions.py``: same sign-in, same server, same database; a serializer of the
same fields and one INSERT.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from factory.wsgi import application

settings.ROOT_URLCONF = __name__

from django.db import models  # noqa: E402 - models need the apps
from django.urls import path  # noqa: E402
from rest_framework import serializers  # noqa: E402
from rest_framework.permissions import IsAuthenticated  # noqa: E402
from rest_framework.request import Request  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.views import APIView  # noqa: E402

from factory.urls import urlpatterns as product  # noqa: E402

__all__ = ["application"]


class Row(models.Model):
    ocr_text = models.CharField(max_length=100)
    ocr_confidence = models.FloatField()
    vehicle_track_id = models.CharField(max_length=64)

    class Meta:
        app_label = "vehicles"
        managed = False
        db_table = "benchmark_insert"

    def __str__(self) -> str:
        return self.ocr_text


class RowSerializer(serializers.ModelSerializer[Row]):
    class Meta:
        model = Row
        fields = ("ocr_text", "ocr_confidence", "vehicle_track_id")


class InsertView(APIView):
    permission_classes = (IsAuthenticated,)

    def post(self, request: Request) -> Response:
        body = RowSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        row = body.save()
        return Response({"id": row.pk, **body.data})


urlpatterns: list[Any] = [path("benchmark/insert", InsertView.as_view()), *product]
