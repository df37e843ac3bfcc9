"""What a capture process is told of its camera, and when it has to be told anew."""

from __future__ import annotations

import json
import socket
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from streaming.capture.config import CaptureConfig
from streaming.models import Camera
from streaming.paths import capture_socket
from streaming.targets import (
    LOCAL_SCHEMES,
    REFUSED,
    BadTargetError,
    allowed,
    check_source,
    endpoint,
)


def order_for(camera: Camera) -> str:
    """Return the JSON line for the camera's capture process; raises BadTargetError.

    Equal lines mean that nothing has to be restarted.
    """
    config = CaptureConfig(
        url=_url(camera),
        socket=capture_socket(camera.pk),
        name=camera.name,
        user=camera.user,
        password=camera.password,
        transport=camera.transport,
        fps=float(camera.target_fps),
        width=camera.width,
        height=camera.height,
        time_zone=camera.site.time_zone,
        always=bool(camera.consumers),
    )
    return json.dumps(asdict(config))


def _url(camera: Camera) -> str:
    check_source(camera.source)
    scheme = urlsplit(camera.source).scheme
    if scheme == "file":
        name = urlsplit(camera.source).path
        return (Path(settings.CAMERA_MEDIA_DIR) / name).resolve().as_uri()
    if scheme not in LOCAL_SCHEMES:
        check_reach(camera.source)
    return camera.source


def check_reach(source: str) -> None:
    """Raise BadTargetError, always in the same words, unless every address of the host is allowed."""
    host, port = endpoint(source)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise BadTargetError(REFUSED) from error
    addresses = {str(entry[4][0]) for entry in found}
    networks = settings.CAMERA_NETWORKS
    if not addresses or not all(allowed(address, networks) for address in addresses):
        raise BadTargetError(REFUSED)
