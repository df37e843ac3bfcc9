"""OpenAPI hooks: canonical paths only, and problems as the answer to every error."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}


def canonical_paths(endpoints: list[Any], **_kwargs: Any) -> list[Any]:
    """Drop the guide's unversioned twins: they work, and the versioned ones are documented."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]


def live_paths(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """Add what is answered beside Django's views, by the tables that settings.LIVE_DOCS names."""
    signed_in: dict[str, Any] = {"security": [{"token": []}, {"cookieAuth": []}]}
    for table in map(import_string, settings.LIVE_DOCS):
        for path, operations in table.items():
            result["paths"][path] = {
                method: {**operation, **signed_in, "responses": {**operation["responses"]}}
                for method, operation in operations.items()
            }
    result["paths"] = dict(sorted(result["paths"].items()))
    return result


def problem_answers(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """Say once for every operation how an error looks."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in result.get("paths", {}).values():
        for operation in operations.values():
            operation["responses"].setdefault(
                "default", {"description": "A problem (RFC 9457).", "content": content}
            )
    return result
