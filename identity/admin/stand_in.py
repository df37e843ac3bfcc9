"""The notice on identity's pages that faces are not answered by AWS but by a stand-in for it."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from identity.engines.choice import engine_name
from identity.engines.stand_in import stand_in


def with_stand_in(context: dict[str, Any]) -> dict[str, Any]:
    """Add ``stand_in``: the address of an emulator that is used in Rekognition's place, if one is."""
    endpoint = settings.AWS_ENDPOINT_URL_REKOGNITION
    used = engine_name() == "rekognition" and stand_in(endpoint)
    return context | {"stand_in": endpoint if used else ""}
