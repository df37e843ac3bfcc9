"""Writes: cameras, who reads them, and how they are doing."""

from __future__ import annotations

from streaming.services.cameras import add_camera, change_camera, remove_camera
from streaming.services.environment import ensure_first_camera, split_credentials
from streaming.services.leases import lease_cameras, release_cameras
from streaming.services.statuses import mark_resting, record_analyses, record_statuses
from streaming.services.stills import keep_picture, keep_still
from streaming.services.unread import sweep

__all__ = [
    "add_camera",
    "change_camera",
    "ensure_first_camera",
    "keep_picture",
    "keep_still",
    "lease_cameras",
    "mark_resting",
    "record_analyses",
    "record_statuses",
    "release_cameras",
    "remove_camera",
    "split_credentials",
    "sweep",
]
