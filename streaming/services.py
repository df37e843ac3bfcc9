"""Writes: cameras, who reads them, and how they are doing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from factory.alerts import events
from factory.alerts.services import raise_alert, resolve_alert
from factory.core import clock
from factory.sites.selectors import default_site
from streaming.models import Camera, CameraStatus

LEASE = timedelta(seconds=15)
OFFLINE_ALERT = timedelta(seconds=60)
VIEW = "streaming.view_camera"
State = CameraStatus.State


def ensure_first_camera() -> Camera | None:
    """Make the camera that RTSP_URL and CAMERA_ID name, at the default site; safe to repeat.

    An existing one follows RTSP_URL. Without RTSP_URL nothing is made.
    """
    if not settings.RTSP_URL:
        return None
    source, user, password = split_credentials(settings.RTSP_URL)
    camera, made = Camera.objects.get_or_create(
        camera_id=settings.CAMERA_ID,
        defaults={
            "site": default_site(),
            "name": settings.CAMERA_ID,
            "source": source,
            "user": user,
            "password": password,
            "consumers": [name for name in settings.STREAMING_CONSUMERS if name == "occupancy"],
        },
    )
    if not made and (camera.source, camera.user, camera.password) != (source, user, password):
        camera.source, camera.user, camera.password = source, user, password
        camera.save(update_fields=["source", "user", "password", "changed_at"])
    return camera  # type: ignore[no-any-return]


def split_credentials(url: str) -> tuple[str, str, str]:
    """Return (URL without credentials, user, password)."""
    parts = urlsplit(url)
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    return bare, unquote(parts.username or ""), unquote(parts.password or "")


def lease_cameras(*, supervisor: str, cameras: Iterable[Camera]) -> set[int]:
    """Take or renew the lease on these cameras; return the numbers of those that are ours now.

    A conditional update: two supervisors never both hold one camera.
    """
    now = clock.now()
    free = Q(supervisor=supervisor) | Q(lease_until=None) | Q(lease_until__lt=now)
    wanted = Camera.objects.filter(pk__in=[camera.pk for camera in cameras])
    wanted.filter(free).update(supervisor=supervisor, lease_until=now + LEASE)
    return set(wanted.filter(supervisor=supervisor).values_list("pk", flat=True))


def release_cameras(*, supervisor: str) -> None:
    """Give all leases back, so that another supervisor need not wait for their end."""
    Camera.objects.filter(supervisor=supervisor).update(supervisor="", lease_until=None)


def record_statuses(reports: dict[int, dict[str, Any]]) -> None:
    """Store what capture processes said, in one transaction, and tell who watches of changed states.

    ``reports`` maps camera numbers to the JSON of streaming.capture.status.
    """
    cameras = {camera.pk: camera for camera in Camera.objects.filter(pk__in=reports)}
    with transaction.atomic():
        before = dict(
            CameraStatus.objects.filter(camera__in=cameras).values_list("camera_id", "state")
        )
        rows = [_status(camera, reports[pk]) for pk, camera in cameras.items()]
        CameraStatus.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["camera"],
            update_fields=UPDATED,
        )
        for row in rows:
            if before.get(row.camera_id) != row.state:
                events.publish(row.site_id, "camera", VIEW, [row.camera_id])
    for row in rows:
        _alert(cameras[row.camera_id], row)


UPDATED = [
    *("state", "since", "seen_at", "frame_at", "error", "frames_read", "fps", "decode_ms"),
    *("encode_ms", "reconnects", "width", "height", "viewers"),
]


def _status(camera: Camera, report: dict[str, Any]) -> CameraStatus:
    return CameraStatus(
        site_id=camera.site_id,
        camera=camera,
        state=report["state"],
        since=_moment(report["since_ns"]),
        seen_at=clock.now(),
        frame_at=_moment(report["frame_at_ns"]) if report["frame_at_ns"] else None,
        error=report["error"][:300],
        frames_read=report["frames_read"],
        fps=report["fps"],
        decode_ms=report["decode_ms"],
        encode_ms=report["encode_ms"],
        reconnects=report["reconnects"],
        width=report["width"],
        height=report["height"],
        viewers=report["clients"],
    )


def _moment(nanoseconds: int) -> datetime:
    return datetime.fromtimestamp(nanoseconds / 1e9, UTC)


def _alert(camera: Camera, row: CameraStatus) -> None:
    """Open an alert for a camera that stays offline, and close it when pictures are back."""
    key = f"camera-offline:{camera.pk}"
    if row.state == State.LIVE:
        resolve_alert(site_id=camera.site_id, dedup_key=key)
    elif row.state == State.OFFLINE and clock.now() - row.since >= OFFLINE_ALERT:
        raise_alert(
            site_id=camera.site_id,
            kind="camera-offline",
            text=f"{camera} has been offline since {row.since:%H:%M:%S} UTC: {row.error}",
            dedup_key=key,
            subject=camera,
        )


def mark_disabled() -> None:
    """Say of cameras that are switched off that they are, lest their last state stays for ever."""
    off = CameraStatus.objects.filter(camera__enabled=False).exclude(state=State.DISABLED)
    off.update(state=State.DISABLED, since=clock.now(), fps=0)


def record_analyses(reports: dict[int, dict[str, Any]]) -> None:
    """Store what the vision process says of each camera's recognisers."""
    rows = list(CameraStatus.objects.filter(camera__in=reports))
    for row in rows:
        row.analysis = reports[row.camera_id]
    CameraStatus.objects.bulk_update(rows, ["analysis"])
