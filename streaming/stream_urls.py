"""Signed addresses of streams, for ``<img>`` without headers: one camera, one person, one minute.

The signature admits a stream to begin; while it lasts, the person's present rights count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.core import signing

from factory.core.errors import DomainError
from factory.web.identity import NotSignedIn

SALT: Final = "streaming.stream-url"
GOOD_FOR_SECONDS: Final = 60
PARAMETER: Final = "signature"


@dataclass(frozen=True, slots=True)
class Admission:
    """Who may begin to watch which camera; ``stamp`` stands for the password they then had."""

    camera: int
    user: int
    stamp: str


def signature_of(admission: Admission) -> str:
    """Return the text that admits, from now on for ``GOOD_FOR_SECONDS``."""
    named = [admission.camera, admission.user, admission.stamp]
    return signing.dumps(named, salt=SALT)


def stream_path(admission: Admission) -> str:
    """Return the path and query of the camera's stream."""
    query = urlencode({PARAMETER: signature_of(admission)})
    return f"/api/v1/cameras/{admission.camera}/stream?{query}"


def admitted(signature: str) -> Admission:
    """Return what a signature admits; raises NotSignedIn for a false or an old one."""
    try:
        camera, user, stamp = signing.loads(signature, salt=SALT, max_age=GOOD_FOR_SECONDS)
        return Admission(camera, user, stamp)
    except (signing.BadSignature, TypeError, ValueError) as error:
        raise refused() from error


def refused() -> DomainError:
    return NotSignedIn("This address was good for a minute; ask for a new one.")
