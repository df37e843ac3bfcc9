"""Which paths are live: a table of patterns and dotted names, resolved once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.module_loading import import_string

from factory.web.protocol import LiveView


@dataclass(frozen=True, slots=True)
class Live:
    """The callable of a live path, and what its pattern's named groups took from the path."""

    view: LiveView
    groups: dict[str, str]


class Routes:
    """settings.LIVE_ROUTES resolved; a path must match a pattern whole. The first one wins."""

    def __init__(self, table: Mapping[str, str]) -> None:
        self._routes = [
            (re.compile(pattern), import_string(name)) for pattern, name in table.items()
        ]

    def find(self, path: str) -> Live | None:
        for pattern, view in self._routes:
            found = pattern.fullmatch(path)
            if found:
                groups = {
                    name: text for name, text in found.groupdict().items() if text is not None
                }
                return Live(view, groups)
        return None
