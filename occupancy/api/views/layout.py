"""Areas, the cameras that count for them, and the lines and zones on their pictures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.serializers import BaseSerializer

from factory.core.errors import Conflict
from factory.sites.api.views import ScopedRows
from factory.sites.selectors import site_of_request
from occupancy import services
from occupancy.api.filters import AreaFilter, OfAreaFilter, PartFilter
from occupancy.api.serializers import AreaCameraSerializer, AreaSerializer, CountingLineSerializer
from occupancy.models import Area, AreaCamera, CountingLine


@contextmanager
def name_taken() -> Iterator[None]:
    """Answer the database's refusal of a second row of one name with a Conflict."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        taken = "This site has an area of that name."
        raise Conflict(taken, fields={"name": taken}) from error


class LayoutRows(ScopedRows):
    """Rows that people set up: who made, changed or removed which is in the trail."""

    def keep(self, serializer: BaseSerializer[Any], **more: Any) -> Any:
        """Save what was asked for, and return the row."""
        row = serializer.instance or self.queryset.model()
        for name, value in (serializer.validated_data | more).items():
            setattr(row, name, value)
        serializer.instance = self.write(row)
        return serializer.instance

    def write(self, row: Any) -> Any:
        """Have the row saved, and return the one that now holds."""
        services.save_layout(row=row, caller=self.request.user)
        return row

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        self.keep(serializer)

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        self.keep(serializer)

    def perform_destroy(self, instance: Any) -> None:
        services.remove_layout(row=instance, caller=self.request.user)


@extend_schema(tags=["occupancy"])
class AreaViewSet(LayoutRows, viewsets.ModelViewSet[Area]):
    queryset = Area.objects.all()
    serializer_class = AreaSerializer
    filterset_class = AreaFilter
    ordering_fields = ("id", "name")

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        site = site_of_request(
            self.request.user, self.perm_for(self.request), named=self.request.data.get("site")
        )
        with name_taken():
            self.keep(serializer, site=site)

    def perform_update(self, serializer: BaseSerializer[Any]) -> None:
        with name_taken():
            self.keep(serializer)


@extend_schema(tags=["occupancy"])
class AreaCameraViewSet(LayoutRows, viewsets.ModelViewSet[AreaCamera]):
    """Cameras' parts in areas. What changes changes from now on; the part that was is kept.

    The list is of open parts, with ``ended=true`` of the others.
    """

    queryset = AreaCamera.objects.select_related("site")
    serializer_class = AreaCameraSerializer
    filterset_class = PartFilter
    ordering_fields = ("id", "since")

    def filter_queryset(self, queryset: Any) -> Any:
        rows: Any = super().filter_queryset(queryset)
        asked = "ended" in self.request.query_params or self.detail
        return rows if asked else rows.open()

    def write(self, row: Any) -> Any:
        return services.save_part(part=row, caller=self.request.user)

    def perform_destroy(self, instance: AreaCamera) -> None:
        services.take_part_away(part=instance, caller=self.request.user)


@extend_schema(tags=["occupancy"])
class CountingLineViewSet(LayoutRows, viewsets.ModelViewSet[CountingLine]):
    """Lines and zones. A camera counts for the area of its lines: as a door, of its zones as inside.

    A moved line takes the part along, and with the last one in use the part ends.
    """

    queryset = CountingLine.objects.all()
    serializer_class = CountingLineSerializer
    filterset_class = OfAreaFilter
    ordering_fields = ("id", "name")
