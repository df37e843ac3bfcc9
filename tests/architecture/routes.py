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


def live_paths() -> list[str]:
    """Return what is answered beside Django."""
    return [_braced(pattern) for pattern in settings.LIVE_ROUTES]


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
