"""When a device was last in contact: behind its request's effect, and once a minute at most."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.response import Response
from rest_framework.test import APIClient

from factory.sites.api.sign_in import MeView
from factory.sites.models import Device
from tests.builders import default_site, make_device

pytestmark = pytest.mark.django_db
ME = "/api/v1/auth/me"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def signed_in() -> tuple[Device, APIClient]:
    device, key = make_device(default_site())
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Device {key}")
    return device, client


def seen(device: Device) -> datetime | None:
    device.refresh_from_db()
    return device.seen_at


def after(seconds: int) -> Any:
    return time_machine.travel(NOON + timedelta(seconds=seconds), tick=False)


def test_a_contact_is_written_down_once_a_minute_at_most() -> None:
    device, client = signed_in()
    with CaptureQueriesContext(connection) as queries:
        for seconds in range(0, 150, 10):
            # As where nothing remembers who has signed in.
            cache.clear()
            with after(seconds):
                assert client.get(ME).status_code == 200
    updates = [one["sql"] for one in queries if one["sql"].startswith("UPDATE")]
    assert len(updates) == 3
    assert seen(device) == NOON + timedelta(seconds=120)


def test_what_a_device_tells_is_on_record_before_its_contact_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    device, client = signed_in()
    before: list[datetime | None] = []

    def told(*_arguments: Any) -> Response:
        before.append(seen(device))
        return Response({})

    monkeypatch.setattr(MeView, "get", told)
    with after(0):
        assert client.get(ME).status_code == 200
    assert (before, seen(device)) == ([None], NOON)


def test_what_failed_here_is_no_contact(monkeypatch: pytest.MonkeyPatch) -> None:
    device, client = signed_in()

    def failing(*_arguments: Any) -> Response:
        raise RuntimeError

    monkeypatch.setattr(MeView, "get", failing)
    with after(0):
        assert client.get(ME).status_code == 500
    assert seen(device) is None


def test_a_wrong_key_is_nobodys_contact() -> None:
    device, client = signed_in()
    client.credentials(HTTP_AUTHORIZATION="Device fdk_wrong")
    assert client.get(ME).status_code == 401
    assert seen(device) is None
