"""What tests of identity may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

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
