"""What tests of identity may ask for."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from factory.core import clock
from factory.core.memo import forget_all
from factory.sites.models import SiteSetting
from identity.likeness import Sketch
from identity.site_settings import GROUP_STRANGERS
from tests.builders import client_of, default_site, make_site, make_user
from tests.identity.builders import ScriptedEngine


@pytest.fixture(autouse=True)
def _own_pictures(settings: Settings, tmp_path: Path) -> None:
    """Each test keeps its pictures in a directory of its own."""
    storages = {name: dict(options) for name, options in settings.STORAGES.items()}
    for name in ("evidence", "enrolments"):
        storages[name]["OPTIONS"] = {"location": str(tmp_path / name), "base_url": None}
    settings.STORAGES = storages
    settings.FACE_RETRY_JITTER = False


@pytest.fixture(autouse=True)
def _own_galleries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rolled back keys come again, and would seem to name another test's gallery."""
    monkeypatch.setattr("identity.selectors.searching._galleries", {})


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> ScriptedEngine:
    """Replace the engine of search, enrolment and erasure by a scripted one."""
    scripted = ScriptedEngine()
    monkeypatch.setattr("identity.services.search.face_engine", lambda: scripted)
    monkeypatch.setattr("identity.services.enrolment.face_engine", lambda: scripted)
    monkeypatch.setattr("identity.services.forgetting.engine_called", lambda *_place: scripted)
    return scripted


@pytest.fixture
def hr() -> APIClient:
    return client_of(make_user((default_site(), "hr")))


@pytest.fixture
def stranger() -> APIClient:
    """Return somebody with the same role at another site."""
    return client_of(make_user((make_site(), "hr")))


@pytest.fixture
def sketches(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Sketch every picture as the first of this list says: eight bytes, alike or far apart."""
    drawn = [b"\0" * 8]
    monkeypatch.setattr(
        "identity.services.strangers.sketch_of", lambda _picture: Sketch("hash", drawn[0])
    )
    return drawn


@pytest.fixture(params=[1, 0], ids=["grouping", "no grouping"])
def grouping(request: pytest.FixtureRequest) -> None:
    """Group strangers, or do not."""
    SiteSetting.objects.create(
        site=default_site(),
        name=GROUP_STRANGERS.name,
        value=request.param,
        since=clock.now() - timedelta(days=1),
    )
    forget_all()
