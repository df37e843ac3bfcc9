"""How cameras are doing: what capture and vision processes said, and the alerts that follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from factory.alerts import events
from factory.alerts.models import Alert
from factory.alerts.services import raise_alert, resolve_alert
from factory.core import clock
from streaming.models import Camera, CameraStatus

OFFLINE_ALERT = timedelta(seconds=60)
VIEW = "streaming.view_camera"
State = CameraStatus.State
CAUSELESS = frozenset({State.LIVE, State.IDLE})
"""A camera that is idle is read by nobody: whether it could be is unknown, and nobody's concern."""


def record_statuses(reports: dict[int, dict[str, Any]]) -> None:
    """Store what capture processes said, in one transaction, and tell who watches of changed states.

    ``reports`` maps camera numbers to the JSON of streaming.capture.status.
    """
    cameras = {camera.pk: camera for camera in Camera.objects.filter(pk__in=reports)}
    if not cameras:
        return
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
    _alert({cameras[row.camera_id]: row for row in rows})


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
        viewers=report["viewers"],
    )


def _moment(nanoseconds: int) -> datetime:
    return datetime.fromtimestamp(nanoseconds / 1e9, UTC)


def _alert(rows: Mapping[Camera, CameraStatus]) -> None:
    """Open an alert for each camera that stays offline, and close those of cameras that are back.

    One query where there is nothing to do, which is nearly always.
    """
    open_keys = with_alert(rows)
    for camera, row in rows.items():
        known = (camera.site_id, alert_key(camera)) in open_keys
        if known and row.state in CAUSELESS:
            settle_alert(camera)
        elif not known and _stays_offline(row):
            raise_alert(
                site_id=camera.site_id,
                kind="camera-offline",
                text=f"{camera} has been offline since {row.since:%H:%M:%S} UTC: {row.error}",
                dedup_key=alert_key(camera),
                subject=camera,
            )


def settle_alert(camera: Camera) -> None:
    """Close the alert of a camera that is back, or that nobody asks for any more."""
    resolve_alert(site_id=camera.site_id, dedup_key=alert_key(camera))


def alert_key(camera: Camera) -> str:
    """Return the key under which a camera has one open alert, whoever raises it."""
    return f"camera-offline:{camera.pk}"


def with_alert(cameras: Iterable[Camera]) -> set[tuple[int, str]]:
    """Return site and key of the open alerts of these cameras: one query."""
    keys = [alert_key(camera) for camera in cameras]
    found = Alert.objects.filter(dedup_key__in=keys, resolved_at__isnull=True)
    return set(found.values_list("site_id", "dedup_key"))


def _stays_offline(row: CameraStatus) -> bool:
    return row.state == State.OFFLINE and clock.now() - row.since >= OFFLINE_ALERT


def mark_resting(cameras: Mapping[int, str]) -> None:
    """Say of cameras that nobody is to read that they rest, and why; their alerts have no cause left.

    ``cameras`` maps numbers to the reason, empty for one that was switched off. One query where nothing
    has changed.
    """
    said = CameraStatus.objects.filter(camera__in=cameras)
    known = {pk: (state, why) for pk, state, why in said.values_list("camera", "state", "error")}
    changed = [pk for pk, why in cameras.items() if known.get(pk) != (State.DISABLED, why)]
    if not changed:
        return
    rows = [
        _resting(camera, cameras[camera.pk])
        for camera in Camera.objects.filter(pk__in=changed).select_related("status")
    ]
    with transaction.atomic():
        CameraStatus.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["camera"], update_fields=RESTED
        )
        for row in rows:
            events.publish(row.site_id, "camera", VIEW, [row.camera_id])
    for site_id, key in with_alert(row.camera for row in rows):
        resolve_alert(site_id=site_id, dedup_key=key)


RESTED = ["state", "since", "error", "fps", "viewers"]


def _resting(camera: Camera, why: str) -> CameraStatus:
    before: CameraStatus | None = getattr(camera, "status", None)
    since = before.since if before and before.state == State.DISABLED else clock.now()
    return CameraStatus(
        site_id=camera.site_id, camera=camera, state=State.DISABLED, since=since, error=why
    )


def record_analyses(reports: dict[int, dict[str, Any]]) -> None:
    """Store what the vision process says of each camera's recognisers."""
    rows = list(CameraStatus.objects.filter(camera__in=reports))
    for row in rows:
        row.analysis, row.analysed_at = reports[row.camera_id], clock.now()
    CameraStatus.objects.bulk_update(rows, ["analysis", "analysed_at"])
