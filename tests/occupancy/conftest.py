"""What every test of occupancy has for itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _readings_of_its_own(settings: Any, tmp_path: Path) -> None:
    """No test writes down what another one's cameras left behind."""
    settings.READINGS_DIR = tmp_path / "readings"
