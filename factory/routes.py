"""The API's addresses by their first word: a request is tried against a few patterns, not against all.

Django tries an address against one pattern after the other, which for the last of some ninety takes
longer than a small answer's serializer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from django.urls import URLPattern, URLResolver
from django.urls.resolvers import ResolverMatch, RoutePattern

_WORD = re.compile(r"\^?([\w-]+)(?=[/<.$(\\]|$)")
_ASKED = re.compile(r"[\w-]*")


class ByFirstWord(URLResolver):
    """Includes ``patterns`` under a literal ``prefix``.

    An address goes to those that begin with its first word; patterns that begin with none are tried
    last. Among those of one word, the order stays.
    """

    def __init__(self, prefix: str, patterns: Iterable[URLPattern | URLResolver]) -> None:
        super().__init__(RoutePattern(prefix), list(_leaves(patterns)))
        self._prefix = prefix

    def resolve(self, path: str) -> ResolverMatch:
        rest = path[len(self._prefix) :] if path.startswith(self._prefix) else ""
        word = _ASKED.match(rest)
        return self._parts.get(word[0] if word else "", self._others).resolve(path)

    @cached_property
    def _parts(self) -> dict[str, URLResolver]:
        found: dict[str, list[Any]] = defaultdict(list)
        for one in self.url_patterns:
            found[_word_of(one)].append(one)
        rest = found.pop("", [])
        return {word: URLResolver(self.pattern, [*own, *rest]) for word, own in found.items()}

    @cached_property
    def _others(self) -> URLResolver:
        return URLResolver(self.pattern, [one for one in self.url_patterns if not _word_of(one)])


def _leaves(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern | URLResolver]:
    """Yield the patterns, those within an include of no prefix in its place."""
    for one in patterns:
        if isinstance(one, URLResolver) and not str(one.pattern) and one.namespace is None:
            yield from _leaves(one.url_patterns)
        else:
            yield one


def _word_of(pattern: URLPattern | URLResolver) -> str:
    found = _WORD.match(str(pattern.pattern))
    return found[1] if found else ""
