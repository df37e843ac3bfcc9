"""The guide's call over HTTP: the decision table row by row, and repeats."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from rest_framework.test import APIClient

from factory.core import clock
from factory.sites.models import Site
from tests.builders import client_of, make_site, make_user
from tests.vehicles.asking import GUIDE, VALIDATE, row, validate
from tests.vehicles.builders import PLATE, allow, block
from vehicles import selectors
from vehicles.models import PlateRead

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


class TestDecisionTable:
    def test_on_no_list(self, api: APIClient) -> None:
        answer = validate(api)
        assert row(answer) == (True, "UNKNOWN", True, False)
        assert answer["alert_message"] is None
        assert (answer["plate_number"], answer["confidence"]) == (PLATE, 0.92)

    def test_authorised_and_within_its_hours(self, api: APIClient, site: Site) -> None:
        allow(site)
        answer = validate(api)
        assert row(answer) == (True, "AUTHORIZED", True, False)
        assert answer["alert_message"] is None

    def test_authorised_outside_its_validity(self, api: APIClient, site: Site) -> None:
        allow(site, valid_until=clock.now() - timedelta(minutes=1))
        answer = validate(api)
        assert row(answer) == (True, "AUTHORIZED", False, True)
        assert "ended" in answer["alert_message"]

    def test_authorised_outside_its_hours(self, api: APIClient, site: Site) -> None:
        allow(site, hours="Mon 06:00-07:00")
        answer = validate(api, timestamp="2026-11-23T08:00:00")
        assert row(answer) == (True, "AUTHORIZED", False, True)
        assert "hours" in answer["alert_message"]

    @pytest.mark.parametrize(
        "body", [{}, {"ocr_confidence": 0.1}, {"character_confidences": [0.9, 0.2]}]
    )
    def test_blocked_whatever_the_other_layers_say(
        self, api: APIClient, site: Site, body: dict[str, Any]
    ) -> None:
        block(site)
        answer = validate(api, **body)
        assert row(answer) == (False, "BLOCKED", False, True)
        assert "blocked vehicle KA01AB1234: Stolen vehicle" in answer["alert_message"]

    def test_blocked_although_no_legal_plate(self, api: APIClient, site: Site) -> None:
        block(site, "B-XY 77")
        answer = validate(api, ocr_text="b xy 77")
        assert row(answer) == (False, "BLOCKED", False, True)

    def test_one_confusion_away_from_a_blocked_one(self, api: APIClient, site: Site) -> None:
        block(site, "KA01A81234")
        answer = validate(api)
        assert row(answer) == (False, "UNKNOWN", False, True)
        assert "possible" in answer["alert_message"]

    def test_authorised_yet_one_confusion_away_from_a_blocked_one(
        self, api: APIClient, site: Site
    ) -> None:
        allow(site)
        block(site, "KA01A81234")
        answer = validate(api)
        assert row(answer) == (False, "AUTHORIZED", False, True)
        assert "possible" in answer["alert_message"]

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            ({"ocr_confidence": 0.85}, "0.85 is not above 0.85"),
            ({"character_confidences": [0.99, 0.5]}, "0.5 is not above"),
            ({"ocr_text": "ZZ99QQ0000"}, "no legal plate"),
            ({"ocr_text": "KAO1AB1234"}, "only if mended"),
            ({"ocr_text": ""}, "no plate text"),
            ({"ocr_text": "🚗"}, "no plate text"),
        ],
    )
    def test_held(self, api: APIClient, body: dict[str, Any], said: str) -> None:
        answer = validate(api, **body)
        assert row(answer) == (False, "UNKNOWN", False, True)
        assert said in answer["alert_message"]

    def test_a_mended_read_of_an_authorised_plate_stays_unknown(
        self, api: APIClient, site: Site
    ) -> None:
        allow(site)
        assert row(validate(api, ocr_text="KAO1AB1234")) == (False, "UNKNOWN", False, True)

    def test_a_list_that_cannot_be_read(
        self, api: APIClient, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def gone(*_args: object) -> None:
            raise OperationalError("gone")

        monkeypatch.setattr(selectors, "listed", gone)
        answer = validate(api)
        assert row(answer) == (False, "UNKNOWN", False, True)
        assert "lists could not be read" in answer["alert_message"]


class TestOnce:
    def test_the_same_key_is_answered_from_memory(self, api: APIClient) -> None:
        headers = {"Idempotency-Key": "k1"}
        first = api.post(VALIDATE, GUIDE, headers=headers)
        again = api.post(VALIDATE, GUIDE, headers=headers)
        assert first.json() == again.json()
        assert again.headers["Idempotency-Replayed"] == "true"
        assert PlateRead.objects.count() == 1

    def test_the_same_key_with_another_body(self, api: APIClient) -> None:
        headers = {"Idempotency-Key": "k1"}
        api.post(VALIDATE, GUIDE, headers=headers)
        other = api.post(VALIDATE, GUIDE | {"vehicle_track_id": 6}, headers=headers)
        assert other.status_code == 409

    def test_the_same_key_for_another_site(self, site: Site) -> None:
        other = make_site()
        both = client_of(make_user((site, "security"), (other, "security")))
        first, strange, again = (
            both.post(f"{VALIDATE}?site={one.pk}", GUIDE, headers={"Idempotency-Key": "k1"})
            for one in (site, other, site)
        )
        assert (first.status_code, strange.status_code) == (200, 409)
        assert strange.json()["type"].endswith("idempotency-key-reused")
        assert again.json() == first.json()
        assert PlateRead.objects.get().site == site

    def test_a_routes_two_addresses_share_their_keys(self, api: APIClient) -> None:
        headers = {"Idempotency-Key": "k1"}
        first = api.post(VALIDATE, GUIDE, headers=headers)
        again = api.post(VALIDATE.replace("/v1", ""), GUIDE, headers=headers)
        assert again.json() == first.json()
        assert PlateRead.objects.count() == 1
