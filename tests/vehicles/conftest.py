"""What vehicles' tests have in common."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from factory.sites.models import Site
from tests.builders import client_of, default_site
from tests.vehicles.builders import make_guard
from vehicles.services import opening
from vehicles.services.pulsing import actuate


@pytest.fixture(autouse=True)
def _pulses_where_they_are_asked_for(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Send pulses in the test's own thread: another one would not see its transaction."""
    if "pulse_threads" not in request.fixturenames:
        monkeypatch.setattr(opening, "send_aside", lambda pk: actuate(actuation_id=pk))


@pytest.fixture
def pulse_threads() -> None:
    """Ask for pulses in threads of their own, as outside tests; needs committed rows."""


@pytest.fixture
def site() -> Site:
    return default_site()


@pytest.fixture
def api(site: Site) -> APIClient:
    return client_of(make_guard(site))
