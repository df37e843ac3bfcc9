"""OpenAPI: operations by subject, canonical paths only, and problems as the answer to every error."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_string
from drf_spectacular.openapi import AutoSchema
from rest_framework.serializers import ChoiceField

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


class SubjectSchema(AutoSchema):
    """Tags an operation with the app whose rows it is about; ``subjects`` gives that its name."""

    def get_tags(self) -> list[str]:
        queryset = getattr(self.view, "queryset", None)
        if queryset is not None:
            return [queryset.model._meta.app_label]
        app = apps.get_containing_app_config(type(self.view).__module__)
        return [app.label] if app else super().get_tags()

    def _map_serializer_field(
        self, field: Any, direction: Any, bypass_extensions: bool = False
    ) -> Any:
        """A choice that is only read loses, in the framework, that its column may be blank."""
        if isinstance(field, ChoiceField) and field.read_only and _is_blank(field):
            field.allow_blank = True
        return super()._map_serializer_field(field, direction, bypass_extensions)  # type: ignore[no-untyped-call]


def _is_blank(field: ChoiceField) -> bool:
    model = getattr(getattr(field.parent, "Meta", None), "model", None)
    column = {one.name: one for one in model._meta.fields}.get(field.source) if model else None
    return bool(column and column.blank)


def subjects(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """Call each tag by its app's own name, and list them as settings.API_SUBJECTS has them."""
    used = set()
    for operations in result["paths"].values():
        for operation in operations.values():
            used |= set(operation["tags"])
            operation["tags"] = [_name(label) for label in operation["tags"]]
    told: dict[str, str] = settings.API_SUBJECTS
    result["tags"] = [
        {"name": _name(label), "description": text} for label, text in told.items() if label in used
    ]
    return result


def _name(label: str) -> str:
    return str(apps.get_app_config(label).verbose_name)


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
