"""The camera that the environment names."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from django.conf import settings

from factory.core.encryption import Undecipherable
from factory.sites.selectors import default_site
from streaming.models import Camera


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
    if not made and _read_from(camera) != (source, user, password):
        camera.source, camera.user, camera.password = source, user, password
        camera.save(update_fields=["source", "user", "password", "changed_at"])
    return camera


def _read_from(camera: Camera) -> tuple[str, str, str] | None:
    """Return (source, user, password); None where no key opens them, and RTSP_URL says them anew."""
    try:
        return camera.source, camera.user, camera.password
    except Undecipherable:
        return None


def split_credentials(url: str) -> tuple[str, str, str]:
    """Return (URL without credentials, user, password)."""
    parts = urlsplit(url)
    if not parts.netloc:
        return url, "", ""
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    return bare, unquote(parts.username or ""), unquote(parts.password or "")
