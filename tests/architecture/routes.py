"""Every address of the API, as ``METHOD path``, with the view that answers it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("get", "post", "put", "patch", "delete")
PREFIX = "api/v1/"
SHORT = "api/"
PAGES = {"api/schema", "api/docs"}
"""What is found under the short paths' prefix and belongs to no collection."""
ORDINARY = re.compile(
    r"admin/(?!password_change/)\w+/\w+/"
    r"(add/|\{object_id\}/((history|delete|change)/)?)?|admin/\{url\}"
)
"""A model's list, adding, row, history and deletion; and the admin's answer to what is none of its."""


@dataclass(frozen=True)
class Route:
    """``path`` has its variables in braces: ``cameras/{pk}/test``."""

    method: str
    path: str
    view: Any

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def variables(self) -> list[str]:
        return re.findall(r"\{(\w+)\}", self.path)

    @property
    def model(self) -> type[Model] | None:
        """The model whose row the path names, where the view says it."""
        queryset = getattr(self.view, "queryset", None)
        return queryset.model if queryset is not None else None


def routes() -> list[Route]:
    """Return what Django answers under /api/v1/."""
    found = [
        Route(method.upper(), _braced(path), getattr(pattern.callback, "cls", pattern.callback))
        for path, pattern in _walk(get_resolver())
        if path.startswith(PREFIX)
        for method in _methods(pattern.callback)
    ]
    return sorted(found, key=lambda route: route.name)


def page_paths() -> set[str]:
    """Return what Django answers outside the API's collections, a model's ordinary pages left out."""
    every = {_braced(path) for path, _ in _walk(get_resolver()) if not _is_api(path)}
    return {path for path in every if not ORDINARY.fullmatch(path)}


def _is_api(path: str) -> bool:
    return path.startswith(SHORT) and path not in PAGES


def unversioned() -> dict[str, Any]:
    """Return the guide's short paths with their views."""
    return {
        _braced(path.removeprefix(SHORT)): pattern.callback
        for path, pattern in _walk(get_resolver())
        if _is_api(path) and not path.startswith(PREFIX)
    }


def versioned() -> dict[str, Any]:
    """Return the canonical paths with their views."""
    return {
        _braced(path): pattern.callback
        for path, pattern in _walk(get_resolver())
        if path.startswith(PREFIX)
    }


def live_paths() -> list[str]:
    """Return what is answered beside Django."""
    return [_braced(pattern).removeprefix("/api/(v1/)?") for pattern in settings.LIVE_ROUTES]


def _walk(resolver: Any, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, path)
        else:
            yield path, entry


def _methods(callback: Any) -> list[str]:
    view = getattr(callback, "cls", None) or getattr(callback, "view_class", None)
    actions = getattr(callback, "actions", None) or [m for m in METHODS if hasattr(view, m)]
    allowed = getattr(view, "http_method_names", ())
    return [method for method in METHODS if method in actions and method in allowed]


def _braced(path: str) -> str:
    named = re.sub(r"\(\?P<(\w+)>(?:\[[^\]]*\]|[^()])*\)", r"{\1}", path)
    converted = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", named)
    return converted.replace("^", "").replace("$", "").removeprefix(PREFIX)
