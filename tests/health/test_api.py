"""Health and system information over WSGI, where there is no event loop."""

from __future__ import annotations

import platform
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from factory.core.scoping import Access
from factory.health.api import views
from factory.health.panel import Panel
from factory.health.verdict import Service
from tests.builders import client_of, default_site, make_site, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/api/health", "/api/v1/health"])
@pytest.mark.parametrize(
    ("ok", "status", "word"), [(True, 200, "healthy"), (False, 503, "unhealthy")]
)
def test_health_is_open(
    monkeypatch: pytest.MonkeyPatch, path: str, ok: bool, status: int, word: str
) -> None:
    seen = [Service("database", ok=ok, vital=True)]
    monkeypatch.setattr(views, "panel", lambda: Panel({"database": lambda: seen}))
    answer = APIClient().get(path)
    assert (answer.status_code, answer.json()["status"]) == (status, word)
    assert answer["Cache-Control"] == "no-store"


def sites_seen(access: Access) -> dict[str, Any]:
    return {"sites": sorted(access.anywhere)}


def broken(access: Access) -> dict[str, Any]:
    raise RuntimeError("no figures")


@pytest.mark.parametrize("path", ["/api/system-info", "/api/v1/system-info"])
def test_system_info_is_for_who_is_signed_in_and_of_their_sites(
    settings: Settings, path: str
) -> None:
    here, _there = default_site(), make_site()
    settings.SYSTEM_INFO = {"a": f"{__name__}.sites_seen", "b": f"{__name__}.broken"}
    assert APIClient().get(path).status_code == 401
    told = client_of(make_user((here, "viewer"))).get(path).json()
    assert told["versions"]["python"] == platform.python_version()
    assert {"app", "django", "celery", "opencv", "database"} <= set(told["versions"])
    assert told["uptime_seconds"] >= 0
    assert told["modules"]["a"] == {"sites": [here.pk]}
    assert "error" in told["modules"]["b"]
