"""Where processes of one host meet: the unix socket of a camera's capture process."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from factory.rundir import short_dir


def capture_socket(camera_pk: int) -> str:
    """Return the path of the socket; every process of the host computes the same."""
    return str(short_dir(Path(settings.DATA_DIR)) / f"camera-{camera_pk}.sock")
