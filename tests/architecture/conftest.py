"""What the sweeps need beside the product's own declarations."""

from __future__ import annotations

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _an_import_for_every_office(settings: Settings) -> None:
    settings.IMPORTERS = [*settings.IMPORTERS, "tests.exchange.importing.OPEN"]
