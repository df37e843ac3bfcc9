"""The OpenAPI document tells of every address, those that Django's views do not answer too."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from drf_spectacular.generators import SchemaGenerator

from tests.architecture.routes import routes


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    generator: Any = SchemaGenerator
    found: dict[str, Any] = generator().get_schema(request=None, public=True)
    return found


def variables_aside(path: str) -> str:
    return re.sub(r"\{\w+\}", "{}", path)


def live() -> set[str]:
    """Return the live paths in their canonical form."""
    plain = (re.sub(r"\(\?P<\w+>[^)]*\)", "{}", pattern) for pattern in settings.LIVE_ROUTES)
    return {path.replace("(v1/)?", "v1/") for path in plain}


def test_every_address_is_described(schema: dict[str, Any]) -> None:
    told = {variables_aside(path) for path in schema["paths"]}
    views = {variables_aside(f"/api/v1/{route.path}") for route in routes()}
    assert (live() | views) - told == set()


def test_every_operation_tells_of_problems_and_has_a_name_of_its_own(
    schema: dict[str, Any],
) -> None:
    operations = [one for path in schema["paths"].values() for one in path.values()]
    assert all("default" in one["responses"] for one in operations)
    names = [one["operationId"] for one in operations]
    assert len(names) == len(set(names))


def test_a_stream_says_how_to_sign_in_and_what_it_sends(schema: dict[str, Any]) -> None:
    feed = schema["paths"]["/api/v1/video_feed"]["get"]
    assert {"token": []} in feed["security"]
    assert "multipart/x-mixed-replace" in feed["responses"]["200"]["content"]
    assert {"token", "cookieAuth"} <= set(schema["components"]["securitySchemes"])


def test_every_operation_is_of_one_subject_and_each_has_a_text(schema: dict[str, Any]) -> None:
    operations = [one for path in schema["paths"].values() for one in path.values()]
    used = {tag for one in operations for tag in one["tags"]}
    assert all(len(one["tags"]) == 1 for one in operations)
    assert [tag["name"] for tag in schema["tags"]][:3] == [
        "Attendance",
        "Vehicles and gates",
        "Occupancy",
    ]
    assert used == {tag["name"] for tag in schema["tags"]}
    assert all(tag["description"] for tag in schema["tags"])


def test_no_shape_is_described_by_what_it_stands_on(schema: dict[str, Any]) -> None:
    """The words of an abstract base are for whoever builds on it."""
    shapes = schema["components"]["schemas"]
    told = {name for name, one in shapes.items() if "Abstract" in one.get("description", "")}
    assert told == set()
    assert shapes["Holiday"].get("description", "") == ""


def test_weeks_and_reasons_say_what_they_hold(schema: dict[str, Any]) -> None:
    shapes = schema["components"]["schemas"]
    weeks = shapes["WeeklyOffRequest"]["properties"]["weeks"]
    assert (weeks["type"], weeks["items"]["items"]["maximum"]) == ("array", 6)
    assert "weeks" in shapes["WeeklyOffRequest"]["required"]
    assert "weeks" not in shapes["PatchedWeeklyOffRequest"].get("required", ())
    reasons = shapes["AttendanceDay"]["properties"]["reasons"]
    assert reasons["type"] == "array"
    assert "MISSED_CHECK_OUT" in shapes["ReasonsEnum"]["enum"]


def test_whoever_is_answered_with_a_job_is_told_what_that_looks_like(
    schema: dict[str, Any],
) -> None:
    started = {
        operation["operationId"]
        for path in schema["paths"].values()
        for operation in path.values()
        if "LaterSerializer" in str(operation["responses"].get("202"))
        or "/Later'" in str(operation)
    }
    assert started == {
        "employees_erase",
        "identity_cleanup_snapshots",
        "occupancy_apply_drift_correction",
        "occupancy_trigger_aggregation",
        "payroll_locks_create",
    }
    (shape,) = (one for name, one in schema["components"]["schemas"].items() if name == "Later")
    assert set(shape["properties"]) == {"job", "state", "url"}
