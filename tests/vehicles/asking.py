"""The guide's call as tests make it."""

from __future__ import annotations

from typing import Any

from rest_framework.test import APIClient

VALIDATE = "/api/v1/vehicle/validate-plate"
GUIDE = {"ocr_text": "KA 01 AB 1234", "ocr_confidence": 0.92, "vehicle_track_id": 5}
ROW = ("valid", "status", "should_trigger_gate_event", "requires_manual_review")


def validate(api: APIClient, **body: Any) -> dict[str, Any]:
    response = api.post(VALIDATE, GUIDE | body)
    assert response.status_code == 200, response.json()
    answer: dict[str, Any] = response.json()
    return answer


def row(answer: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(answer[name] for name in ROW)
