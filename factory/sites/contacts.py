"""When a device was last in contact: noted after its request, once a minute at most."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from rest_framework.status import is_server_error

from factory.core import clock
from factory.sites.models import Device

OFTEN_ENOUGH = timedelta(minutes=1)
_DEVICE = "_device_to_note"


def to_be_noted(request: HttpRequest, device: Device) -> None:
    """Have the contact of a device that has signed in noted, unless one of this minute is."""
    if device.seen_at is None or device.seen_at <= clock.now() - OFTEN_ENOUGH:
        setattr(request, _DEVICE, device.pk)


class DeviceContactMiddleware:
    """Notes contacts behind the answer: what a device told is on record when it counts as heard."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        pk = getattr(request, _DEVICE, None)
        # Whatever failed here will be told again.
        if pk is not None and not is_server_error(response.status_code):
            _note(pk)
        return response


def _note(pk: int) -> None:
    """Write the contact down where no other request has done so. Safe to repeat."""
    now = clock.now()
    unnoted = Q(seen_at__isnull=True) | Q(seen_at__lte=now - OFTEN_ENOUGH)
    Device.objects.filter(unnoted, pk=pk).update(seen_at=now)
