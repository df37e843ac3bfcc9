"""Cameras that nobody reads: their host may have died, so that another one has to say it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from django.core.cache import cache

from factory.alerts.services import raise_alert
from factory.core import clock
from streaming.condition import UNREAD
from streaming.models import Camera, CameraStatus
from streaming.selectors import duty_of
from streaming.services.statuses import alert_key, settle_alert, with_alert

UNREAD_ALERT: Final = timedelta(seconds=75)
NEVER_READ_ALERT: Final = timedelta(minutes=5)
"""Of a camera that is new: somebody may still be setting up the process that is to read it."""
WATCHING: Final = "streaming.unread.since"
FORGET_S: Final = 180


def sweep() -> None:
    """Open the alert of cameras that feed recognisers and that nobody has read for a while.

    It closes as every camera's alert does, once it is read again; and here where nobody is to read it
    any more, or its recognisers were taken off meanwhile. An installation that has never read a camera
    raises none: there nothing has stopped. Three queries where there is nothing to do.
    """
    now = clock.now()
    since = _watching_since(now)
    if not CameraStatus.objects.exists():
        return
    cameras = list(Camera.objects.select_related("site", "status").order_by("pk"))
    known = with_alert(cameras)
    for camera in cameras:
        duty = duty_of(camera, now)
        has_alert = (camera.site_id, alert_key(camera)) in known
        if has_alert and (duty.since is None or _unasked(camera, now)):
            settle_alert(camera)
        elif duty.since and camera.consumers and not has_alert:
            _look(camera, max(duty.since, since), now)


def _unasked(camera: Camera, now: datetime) -> bool:
    """Return whether it feeds nobody any more and is not read either: then nobody else can close it."""
    status: CameraStatus | None = getattr(camera, "status", None)
    return not camera.consumers and (status is None or now - status.seen_at >= UNREAD_ALERT)


def _look(camera: Camera, since: datetime, now: datetime) -> None:
    """Raise the alert if nobody has read the camera for too long; before ``since`` nobody had to."""
    status: CameraStatus | None = getattr(camera, "status", None)
    silent = max(since, status.seen_at) if status else since
    if now - silent < (UNREAD_ALERT if status else NEVER_READ_ALERT):
        return
    raise_alert(
        site_id=camera.site_id,
        kind="camera-offline",
        text=f"{camera} has not been read since {silent:%H:%M:%S} UTC: {UNREAD}",
        dedup_key=alert_key(camera),
        subject=camera,
    )


def _watching_since(now: datetime) -> datetime:
    """Return since when somebody has looked without a gap: after a whole system's rest nobody is late."""
    since: float = cache.get(WATCHING) or now.timestamp()
    cache.set(WATCHING, since, FORGET_S)
    return datetime.fromtimestamp(since, UTC)
