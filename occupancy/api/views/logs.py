"""The log: read as a stream, fed by devices with lists of up to ten thousand rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from drf_spectacular.utils import OpenApiResponse, PolymorphicProxySerializer, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from factory.core import clock
from factory.core.api.pagination import Stream
from factory.core.errors import Invalid
from factory.sites.api.views import ScopedRows, SiteView
from factory.sites.models import Device, Site
from occupancy import services
from occupancy.api.filters import LogFilter
from occupancy.api.serializers import (
    IngestAnswerSerializer,
    OccupancyLogSerializer,
    ReadingSerializer,
)
from occupancy.counts import Reading, why_not
from occupancy.ingest import BadRowError, Layout, reading_of
from occupancy.models import OccupancyLog
from occupancy.selectors.edges import whole_since
from occupancy.selectors.layout import layout_of, site_of_camera

MOST_ROWS = 10_000


class LogStream(Stream):
    ordering = ("-timestamp", "-id")  # type: ignore[assignment]  # DRF takes both, its stubs one


class OccupancyLogView(ScopedRows, generics.ListAPIView[OccupancyLog], SiteView):
    """Readings, newest first; and new ones."""

    queryset = OccupancyLog.objects.all()
    serializer_class = OccupancyLogSerializer
    pagination_class = LogStream
    filterset_class = LogFilter

    @extend_schema(tags=["occupancy"], operation_id="occupancy_logs_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        tags=["occupancy"],
        operation_id="occupancy_logs_create",
        request=PolymorphicProxySerializer(
            "Readings",
            [ReadingSerializer, ReadingSerializer(many=True)],
            resource_type_field_name=None,
            many=False,
        ),
        responses={200: OpenApiResponse(IngestAnswerSerializer, "Each row's answer.")},
    )
    def post(self, request: Request) -> Response:
        """Store a list of up to 10,000 readings, or one; late, repeated and unordered ones too.

        Each gives ``current_count`` (absolute), or ``entries`` and ``exits`` since the last one. Every
        row is answered: stored, repeated (known already) or refused, with the reason.
        """
        rows = request.data if isinstance(request.data, list) else [request.data]
        if not 1 <= len(rows) <= MOST_ROWS:
            raise Invalid(f"Send 1 to {MOST_ROWS} rows at once.")
        site = self.site(owner=_owner(request.user, rows[0]))
        return self.once(lambda: (200, ingest(site, rows)))


def _owner(caller: Any, row: Any) -> int | None:
    """Return the site of the first row's camera, if the caller may report there; a device speaks for
    its own site only. Another site's camera is like one that does not exist.
    """
    if isinstance(caller, Device) or not isinstance(row, dict):
        return None
    return site_of_camera(row.get("camera"), caller, "occupancy.add_occupancylog")


def ingest(site: Site, rows: Sequence[Any]) -> dict[str, Any]:
    """Record what can be recorded; returns the answer to every row."""
    layout, now = layout_of(site), clock.now()
    oldest = whole_since(site, now)
    read = [_read(row, layout, now) for row in rows]
    answers = [one if isinstance(one, str) else why_not(one, now, oldest) or one for one in read]
    taken = [one for one in answers if isinstance(one, Reading)]
    recorded = services.record_logs(site=site, readings=taken)
    readings = [one for one in read if isinstance(one, Reading)]
    services.note_refused(site=site, readings=readings, now=now)
    new = iter(recorded.new)
    results = [
        {"index": index, "status": "refused", "detail": one}
        if isinstance(one, str)
        else {"index": index, "status": "stored" if next(new) else "repeated"}
        for index, one in enumerate(answers)
    ]
    return {
        "stored": recorded.inserted,
        "repeated": recorded.repeated,
        "refused": len(rows) - len(taken),
        "results": results,
    }


def _read(row: Any, layout: Layout, now: datetime) -> Reading | str:
    try:
        return reading_of(row, layout, now)
    except BadRowError as error:
        return str(error)
