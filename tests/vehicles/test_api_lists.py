"""The lists over HTTP: blocked, unblocked, edited in mid-request."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from factory.core import clock
from factory.sites.models import Site
from tests.vehicles.asking import row, validate
from tests.vehicles.builders import PLATE, block
from vehicles import selectors, services
from vehicles.models import Vehicle

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


class TestLists:
    def test_block_and_unblock(self, api: APIClient) -> None:
        body = {
            "plate": "ka-01 ab 1234",
            "reason": "Stolen vehicle",
            "reported_by": "Officer_Smith",
        }
        blocked = api.post("/api/v1/vehicle/block-plate", body)
        assert blocked.status_code == 200
        assert blocked.json() == {
            "plate_number": PLATE,
            "status": "BLOCKED",
            "reason": "Stolen vehicle",
            "reported_by": "Officer_Smith",
            "vehicle": Vehicle.objects.get().pk,
        }
        assert validate(api)["status"] == "BLOCKED"
        unblocked = api.post("/api/v1/vehicle/unblock-plate", {"plate": PLATE})
        assert unblocked.json()["status"] == "UNKNOWN"
        assert row(validate(api)) == (True, "UNKNOWN", True, False)

    @pytest.mark.parametrize("nobody", ["", None])
    def test_reported_by_nobody(self, api: APIClient, nobody: str | None) -> None:
        body = {"plate": PLATE, "reason": "x", "reported_by": nobody}
        blocked = api.post("/api/v1/vehicle/block-plate", body)
        assert (blocked.status_code, blocked.json()["reported_by"]) == (200, "")
        lifted = api.post("/api/v1/vehicle/unblock-plate", {"plate": PLATE, "reason": nobody})
        assert lifted.status_code == 200

    @pytest.mark.parametrize("plate", ["🚗", "x" * 21, "---"])
    def test_no_plate(self, api: APIClient, plate: str) -> None:
        body = {"plate": plate, "reason": "x"}
        response = api.post("/api/v1/vehicle/block-plate", body)
        assert response.status_code == 400
        assert response.json()["errors"][0]["pointer"] == "/plate"

    def test_a_reason_is_needed(self, api: APIClient) -> None:
        response = api.post("/api/v1/vehicle/block-plate", {"plate": PLATE})
        assert response.json()["errors"][0]["pointer"] == "/reason"

    def test_unblocking_what_was_never_listed(self, api: APIClient) -> None:
        assert api.post("/api/v1/vehicle/unblock-plate", {"plate": PLATE}).status_code == 404

    def test_a_list_edited_in_mid_request_without_a_gate(
        self, api: APIClient, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Nothing would open, so nothing is asked twice: the second look back finds the read."""
        look_up = selectors.listed

        def and_then_blocked(*args: Any) -> Any:
            found = look_up(*args)
            block(site)
            return found

        with monkeypatch.context() as patch:
            patch.setattr(selectors, "listed", and_then_blocked)
            assert validate(api)["valid"]
        vehicle = Vehicle.objects.get()
        recheck = vehicle.rechecks.order_by("not_before").last()
        assert recheck is not None
        vehicle.rechecks.update(not_before=clock.now())
        services.run_rechecks(pks=[recheck.pk])
        recheck.refresh_from_db()
        assert recheck.hits == 1
