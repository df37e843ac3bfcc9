"""Trying a camera before anybody relies on it: in a process of its own, with an end to its patience."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass, replace
from threading import BoundedSemaphore
from typing import Final

from django.conf import settings

from factory.core.errors import Unavailable
from streaming.models import Camera
from streaming.supervision.orders import config_for
from streaming.targets import BadTargetError

PATIENCE_S: Final = 20.0
"""More than opening and reading may take together, each with its own shorter end."""
AT_ONCE: Final = 2
"""A trial holds a thread of the web process; the others must stay free."""
_places = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it: the picture as base64 JPEG, or the reason why there is none."""

    ok: bool
    reason: str = ""
    width: int = 0
    height: int = 0
    fps: float = 0.0
    codec: str = ""
    milliseconds: int = 0
    jpeg: str = ""


def try_camera(camera: Camera, patience: float = PATIENCE_S) -> Trial:
    """Open the camera's source and look at it; raises Unavailable while two others are being tried.

    ``camera`` need not be saved.
    """
    try:
        config = replace(config_for(camera), socket="none", panel=False)
    except BadTargetError as error:
        return Trial(ok=False, reason=str(error))
    if not _places.acquire(blocking=False):
        raise Unavailable("Two cameras are being tried just now; try again in a moment.")
    try:
        return _run(json.dumps(asdict(config)), patience)
    finally:
        _places.release()


def _run(order: str, patience: float) -> Trial:
    command = [sys.executable, "-m", "streaming.capture.trial"]
    try:
        done = subprocess.run(  # noqa: S603 - the address goes by stdin
            command,
            cwd=settings.BASE_DIR,
            input=order + "\n",
            capture_output=True,
            text=True,
            timeout=patience,
            check=True,
        )
        return Trial(**json.loads(done.stdout))
    except subprocess.TimeoutExpired:
        return Trial(ok=False, reason=f"no answer within {patience:g} s")
    except (subprocess.CalledProcessError, ValueError, TypeError):
        return Trial(ok=False, reason="the decoder broke off")
