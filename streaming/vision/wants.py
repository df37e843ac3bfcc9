"""Which detections the recognisers of a camera can use."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.conf import settings
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


def wants_of(names: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the labels that each of these consumers can use; of one that cannot be had, none."""
    return {name: _labels(settings.STREAMING_CONSUMERS.get(name, "")) for name in names}


def _labels(path: str) -> frozenset[str]:
    try:
        return frozenset(getattr(import_string(path), "labels", ()))
    except Exception:
        # Somebody else's code; that it cannot be made is said where it is made.
        logger.debug("recogniser %s cannot be had", path, exc_info=True)
        return frozenset()
