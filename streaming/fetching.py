"""Fetching a model, only when somebody asks for it: by https, with a checksum."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Callable, Iterator
from http.client import HTTPException
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from factory.core.errors import Invalid, Unavailable

CHUNK: Final = 1 << 18
LARGEST: Final = 2 << 30
TIMEOUT_S: Final = 30
DIGEST: Final = re.compile(r"[0-9a-f]{64}")
NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
Progress = Callable[[int, int], None]
"""Called with the bytes that have come and how many there will be (0: nobody knows)."""


class _HttpsOnly(HTTPRedirectHandler):
    """Follows redirects, as release pages need, but never out of https."""

    def redirect_request(self, req: Request, *rest: Any) -> Request | None:
        check_url(str(rest[-1]))
        return super().redirect_request(req, *rest)


def check_url(url: str) -> str:
    """Return the name of the file to keep; raises Invalid."""
    parts = urlsplit(url)
    name = PurePosixPath(parts.path).name
    if parts.scheme != "https" or not parts.hostname:
        raise Invalid("A model is fetched by https only.")
    return name


def fetch_model(url: str, sha256: str, folder: Path, progress: Progress | None = None) -> Path:
    """Return the model's file, fetched unless it is there already.

    A file whose checksum is another one is not kept. Raises Invalid (what was asked for, or the checksum)
    and Unavailable (the network).
    """
    name, wanted = check_url(url), sha256.lower()
    if not NAME.fullmatch(name) or not DIGEST.fullmatch(wanted):
        raise Invalid("Give a URL that ends in a file's name, and its SHA-256 in 64 digits.")
    target = folder / name
    if target.is_file() and digest_of(target) == wanted:
        return target
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=f".{name}.") as part:
        try:
            found = _copy(url, part, progress or (lambda _done, _total: None))
        except (URLError, HTTPException, OSError) as error:
            raise Unavailable(f"The model could not be fetched: {error}") from error
        if found != wanted:
            raise Invalid(f"The checksum does not fit: what came has {found}.")
        part.flush()
        # A second name first, so that what carries the final name is always whole.
        target.unlink(missing_ok=True)
        target.hardlink_to(part.name)
    return target


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy(url: str, target: IO[bytes], progress: Progress) -> str:
    opener = build_opener(_HttpsOnly)
    digest, done = hashlib.sha256(), 0
    with opener.open(url, timeout=TIMEOUT_S) as answer:
        total = int(answer.headers.get("Content-Length") or 0)
        for piece in _pieces(answer):
            done += len(piece)
            if done > LARGEST:
                raise Invalid("No model is larger than 2 GB.")
            digest.update(piece)
            target.write(piece)
            progress(done, total)
    return digest.hexdigest()


def _pieces(answer: IO[bytes]) -> Iterator[bytes]:
    while piece := answer.read(CHUNK):
        yield piece
