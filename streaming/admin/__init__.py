"""Cameras in the admin, and the control room."""

from __future__ import annotations

from streaming.admin.cameras import CameraAdmin
from streaming.admin.statuses import CameraStatusAdmin

__all__ = ["CameraAdmin", "CameraStatusAdmin"]
