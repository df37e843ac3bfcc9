"""The guide's facade: its example, with the dictionaries as the guide prints them."""

from __future__ import annotations

import pytest

from factory.core.errors import Invalid, NotFound
from tests.builders import default_site, make_site
from tests.vehicles.builders import block
from vehicles.models import PlateRead, Vehicle
from vehicles.quality_gate import VehicleQualityGate

pytestmark = pytest.mark.django_db


def test_the_guides_example() -> None:
    gate = VehicleQualityGate()
    result = gate.validate_plate_recognition(
        ocr_text="KA 01 AB 1234", ocr_confidence=0.92, vehicle_track_id=5
    )
    assert result == {
        "valid": True,
        "plate_number": "KA01AB1234",
        "confidence": 0.92,
        "status": "UNKNOWN",
        "should_trigger_gate_event": True,
        "alert_message": None,
        "reason": "passed",
        "requires_manual_review": False,
    }
    gate.register_blocked_vehicle("KA01AB1234", "Stolen vehicle", "Officer_Smith")
    stats = gate.get_gate_statistics()
    assert (stats["blocked_vehicles"], stats["ocr_threshold"]) == (1, 0.85)
    again = gate.validate_plate_recognition("KA 01 AB 1234", 0.92, 5)
    assert (again["status"], again["valid"]) == ("BLOCKED", False)
    assert again["alert_message"] == "blocked vehicle KA01AB1234: Stolen vehicle"


def test_a_ghost_plate_triggers_nothing() -> None:
    result = VehicleQualityGate().validate_plate_recognition("KA01AB1234", 0.85, 1)
    assert (result["valid"], result["should_trigger_gate_event"]) == (False, False)
    assert PlateRead.objects.get().requires_manual_review


def test_it_acts_on_the_default_site() -> None:
    block(make_site())
    assert VehicleQualityGate().validate_plate_recognition("KA01AB1234", 0.92, 5)["valid"]
    assert PlateRead.objects.get().site == default_site()


def test_blocking_and_unblocking() -> None:
    gate = VehicleQualityGate()
    blocked = gate.register_blocked_vehicle(
        plate="ka 01 ab 1234", reason="Stolen vehicle", reported_by="Officer_Smith"
    )
    assert blocked == {
        "plate_number": "KA01AB1234",
        "status": "BLOCKED",
        "reason": "Stolen vehicle",
        "reported_by": "Officer_Smith",
    }
    assert gate.unblock_vehicle("KA-01-AB-1234")["status"] == "UNKNOWN"
    assert Vehicle.objects.count() == 1
    assert gate.get_gate_statistics()["blocked_vehicles"] == 0


def test_what_it_refuses() -> None:
    gate = VehicleQualityGate()
    with pytest.raises(Invalid):
        gate.register_blocked_vehicle("", "Stolen", "x")
    with pytest.raises(NotFound):
        gate.unblock_vehicle("KA01AB1234")


@pytest.mark.parametrize(
    ("text", "confidence"),
    [(None, 0.9), ("KA01AB1234", None), ("KA01AB1234", "high"), ("KA01AB1234", "nan")],
)
def test_what_is_no_text_and_no_number_is_held(text: str | None, confidence: object) -> None:
    answer = VehicleQualityGate().validate_plate_recognition(text, confidence, "x" * 80)  # type: ignore[arg-type]  # as callers do
    assert (answer["valid"], answer["requires_manual_review"]) == (False, True)


def test_a_confidence_written_as_text_counts() -> None:
    assert VehicleQualityGate().validate_plate_recognition("KA01AB1234", "0.92")["valid"]


def test_two_instances_share_the_lists() -> None:
    VehicleQualityGate().register_blocked_vehicle("KA01AB1234", "Stolen", "x")
    result = VehicleQualityGate().validate_plate_recognition("KA01AB1234", 0.92)
    assert result["status"] == "BLOCKED"
