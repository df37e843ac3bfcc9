"""Times are shown in the zone of the caller's site."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from factory.sites.selectors import zone_name_of

REMEMBERED_SECONDS = 30


class SiteTimeMiddleware:
    """Activates the zone for people with a session: pages are for them; the API sends offsets."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/") or not request.user.is_authenticated:
            return self.get_response(request)
        with timezone.override(ZoneInfo(self._zone_name(request))):
            return self.get_response(request)

    def _zone_name(self, request: HttpRequest) -> str:
        key = f"zone:{request.user.pk}"
        name = cache.get(key)
        if name is None:
            name = zone_name_of(request.user) or "UTC"
            cache.set(key, name, REMEMBERED_SECONDS)
        return str(name)
