"""The control room: every camera that its visitor may see, on one wall, beside what needs attention."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from factory.alerts.models import Alert
from factory.core.scoping import Access, access_of
from streaming.condition import Condition
from streaming.models import Camera
from streaming.selectors import cameras_for_access, condition_of

ALERTS_SHOWN = 20
VIEW_ALERT, CHANGE_ALERT = "alerts.view_alert", "alerts.change_alert"
ADD = "streaming.add_camera"


@dataclass(frozen=True, slots=True)
class Tile:
    camera: Camera
    condition: Condition


def live(request: HttpRequest) -> HttpResponse:
    """Show the wall. The page's script keeps it fresh; without it, this is how things stood."""
    access = access_of(request.user)
    cameras = cameras_for_access(access).order_by("site__name", "camera_id")
    tiles = [Tile(camera, condition_of(camera)) for camera in cameras]
    context: dict[str, Any] = admin.site.each_context(request) | {
        "title": "Control room",
        "tiles": tiles,
        "counts": Counter(tile.condition.state for tile in tiles),
        "several_sites": len({tile.camera.site_id for tile in tiles}) > 1,
        "alerts": open_alerts(access),
        "may_see_alerts": _anywhere(access, VIEW_ALERT),
        "may_acknowledge": _anywhere(access, CHANGE_ALERT),
        "may_add": _anywhere(access, ADD),
        "is_nav_sidebar_enabled": False,
    }
    return TemplateResponse(request, "streaming/live.html", context)


def open_alerts(access: Access) -> list[Alert]:
    """Return the newest alerts that are open, of the sites where this caller may see them."""
    rows = Alert.objects.for_access(access, VIEW_ALERT).filter(resolved_at__isnull=True)
    return list(rows.order_by("-last_raised_at")[:ALERTS_SHOWN])


def _anywhere(access: Access, perm: str) -> bool:
    return access.superuser or bool(access.sites(perm))
