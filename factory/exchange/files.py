"""The files of imports: what was uploaded, and its rows as one JSON object a line, read from a place on.

They hold people's data, so they are deleted soon after they have served.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from django.core.files.base import File
from django.core.files.storage import Storage, storages

from factory.exchange.rows import Row
from factory.exchange.tables import Line

IN_MEMORY = 4 * 1024 * 1024


def store() -> Storage:
    return storages["imports"]


def keep_upload(file: File[bytes]) -> str:
    """Store an upload under a name nobody guesses; return it."""
    return store().save(secrets.token_urlsafe(16), file)


def keep_lines(lines: Iterable[Line]) -> tuple[str, int]:
    """Store rows one a line; return the file's name and how many there are."""
    count = 0
    with SpooledTemporaryFile(max_size=IN_MEMORY) as packed:
        for count, line in enumerate(lines, 1):  # noqa: B007 - the last one is the count
            record = [line.number, line.values, line.twin]
            packed.write(json.dumps(record).encode() + b"\n")
        packed.seek(0)
        content: File[bytes] = File(cast("BinaryIO", packed), name="rows")
        return store().save(f"{secrets.token_urlsafe(16)}.rows", content), count


def read_some(name: str, position: int, most: int) -> tuple[list[tuple[Row, int | None]], int]:
    """Return up to ``most`` rows from a byte on, each with its twin's number, and where they end."""
    with store().open(name) as file:
        file.seek(position)
        taken = [line for line in (file.readline() for _ in range(most)) if line]
    records = [json.loads(line) for line in taken]
    end = position + sum(map(len, taken))
    return [(Row(number, values), twin) for number, values, twin in records], end


def delete(*names: str) -> None:
    """Delete files; safe to repeat."""
    for name in filter(None, names):
        store().delete(name)
