"""What a capture process is told of its camera, and when it has to be told anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path

from django.conf import settings

from streaming.capture.config import SYSTEM_AUTHORITIES, CaptureConfig
from streaming.models import Camera
from streaming.paths import capture_socket
from streaming.site_settings import networks_of
from streaming.stills import KEPT_FPS, KEPT_SECONDS
from streaming.supervision import reach
from streaming.targets import (
    LOCAL_SCHEMES,
    NO_MEDIA,
    BadTargetError,
    check_source,
    endpoint,
    file_name,
)

Pin = Callable[[str], str]


def order_for(camera: Camera, pin: Pin | None = None) -> str:
    """Return the JSON line for the camera's capture process; raises BadTargetError.

    Equal lines mean that nothing has to be restarted. ``pin`` leads a source to a checked address; the
    supervisor brings one that never waits.
    """
    return json.dumps(asdict(config_for(camera, pin)))


def config_for(camera: Camera, pin: Pin | None = None) -> CaptureConfig:
    """Return the same as a value."""
    return CaptureConfig(
        url=url_of(camera.source, pin or partial(pinned, site_id=camera.site_id)),
        socket=capture_socket(camera.pk),
        host=_host_of(camera.source),
        name=camera.name,
        user=camera.user,
        password=camera.password,
        transport=camera.transport,
        fps=float(camera.target_fps),
        width=camera.width,
        height=camera.height,
        time_zone=camera.site.time_zone,
        always=bool(camera.consumers),
        keep=KEPT_SECONDS if camera.consumers else 0.0,
        keep_fps=KEPT_FPS,
        ca_file=settings.CAMERA_CA_FILE or SYSTEM_AUTHORITIES,
    )


def url_of(source: str, pin: Pin) -> str:
    """Return what a capture process opens for ``source``; raises BadTargetError."""
    check_source(source)
    scheme = source.partition(":")[0].lower()
    if scheme == "file":
        return _media_file(file_name(source)).as_uri()
    return source if scheme in LOCAL_SCHEMES else pin(source)


def check_target(source: str, site_id: int | None = None) -> None:
    """Raise BadTargetError unless a camera of the site may be pointed there.

    Without ``site_id`` what the installation allows counts. Asks the name server and waits.
    """
    url_of(source, partial(pinned, site_id=site_id))


def pinned(source: str, site_id: int | None) -> str:
    """Return ``source`` led to an address that is allowed; raises BadTargetError."""
    return reach.pin(source, reach.check_reach(source, networks_of(site_id)))


def _host_of(source: str) -> str:
    local = source.partition(":")[0].lower() in LOCAL_SCHEMES
    return "" if local else endpoint(source)[0]


def _media_file(name: str) -> Path:
    folder = Path(settings.CAMERA_MEDIA_DIR).resolve()
    try:
        path = (folder / name).resolve()
    except RuntimeError as error:
        # Links that lead to each other.
        raise BadTargetError(NO_MEDIA) from error
    if not path.is_relative_to(folder):
        raise BadTargetError(NO_MEDIA)
    return path
