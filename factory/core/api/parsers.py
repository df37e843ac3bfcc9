"""JSON bodies whose texts can be stored and answered.

JSON may escape one half of a character of UTF-16 without the other. Python keeps it; no database, log or
answer takes it. Query strings and forms cannot carry it: there Django puts U+FFFD in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import JSONParser

HALF = re.compile("[\ud800-\udfff]")
NO_CHARACTER = "\ufffe"
ESCAPED = re.compile(rb"\\u[dD]")
NOT_WHOLE = "half of a character: text is Unicode, and its surrogates come in pairs."


class JsonParser(JSONParser):
    """DRF's, for all bodies: 400 for a text that is none, naming the field.

    In a list each row is answered by itself, so that there U+FFFE, which is no character either but can
    be stored, takes the half's place: no such camera is known, and no other row is lost.
    """

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        body = stream.read()
        try:
            data: Any = super().parse(BytesIO(body), media_type, parser_context)
            if not ESCAPED.search(body) and _is_utf8(parser_context):
                return data
            return mended(data) if isinstance(data, list) else _whole(data)
        except RecursionError as error:
            raise ParseError("The body is nested too deeply.") from error


def _whole(data: Any) -> Any:
    if named := dict(halves(data)):
        raise ValidationError(named)
    return data


def _is_utf8(context: Any) -> bool:
    """Other charsets, as UTF-7, may hold a half as it is."""
    return str((context or {}).get("encoding") or "utf-8").lower() in {"utf-8", "utf8"}


def halves(data: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield where a text holds half of a character, as a path of names, and what is wrong with it."""
    if isinstance(data, str) and HALF.search(data):
        yield path, NOT_WHOLE
    for name, value in _within(data):
        at = f"{path}/{mended(name)}" if path else mended(name)
        if HALF.search(name):
            yield at, NOT_WHOLE
        yield from halves(value, at)


def _within(data: Any) -> Iterable[tuple[str, Any]]:
    if isinstance(data, dict):
        return data.items()
    return ((str(place), one) for place, one in enumerate(data)) if isinstance(data, list) else ()


def mended(data: Any) -> Any:
    """Return the same with something that is no character, and no half of one, for each half."""
    if isinstance(data, dict):
        return {mended(name): mended(value) for name, value in data.items()}
    if isinstance(data, list):
        return [mended(value) for value in data]
    return HALF.sub(NO_CHARACTER, data) if isinstance(data, str) else data
