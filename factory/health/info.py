"""What runs here: versions, uptime, and each module's figures for the sites of whoever asks."""

from __future__ import annotations

import logging
import platform
import time
from importlib import metadata
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from factory.core.scoping import Access

logger = logging.getLogger(__name__)

STARTED = time.monotonic()
# Looked up in what is installed: importing OpenCV to ask its version would cost 60 MB.
PACKAGES = {"django": "Django", "celery": "celery", "opencv": "opencv-python-headless"}


def system_info(access: Access) -> dict[str, Any]:
    """Return versions, the uptime of this process in seconds, and the modules' figures."""
    return {
        "versions": versions(),
        "uptime_seconds": round(time.monotonic() - STARTED, 1),
        "modules": {name: _figures(path, access) for name, path in settings.SYSTEM_INFO.items()},
    }


def versions() -> dict[str, str | None]:
    """Return the versions of the product and of what it stands on; None for what is absent."""
    own: dict[str, str | None] = {
        "app": str(settings.SPECTACULAR_SETTINGS["VERSION"]),
        "python": platform.python_version(),
        "database": connection.vendor,
    }
    return own | {name: _version(package) for name, package in PACKAGES.items()}


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _figures(path: str, access: Access) -> dict[str, Any]:
    """Return one module's figures; a module that cannot count does not hide the others."""
    try:
        figures: dict[str, Any] = import_string(path)(access)
    except Exception:
        logger.exception("❌ the figures of %s could not be read", path)
        return {"error": "these figures cannot be read now"}
    return figures
