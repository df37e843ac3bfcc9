"""The Rekognition engine, as settings have it: behind the shared rate limit and circuit."""

from __future__ import annotations

import logging

from django.conf import settings

from identity.engines.circuit import Circuit
from identity.engines.guarded import GuardedEngine
from identity.engines.rate import RateLimit
from identity.engines.rekognition import RekognitionEngine, make_client
from identity.engines.stand_in import stand_in

logger = logging.getLogger(__name__)


def make() -> GuardedEngine:
    endpoint = settings.AWS_ENDPOINT_URL_REKOGNITION
    if stand_in(endpoint):
        logger.warning("⚠️ faces are answered by %s, a stand-in, and not by AWS", endpoint)
    client = make_client(
        region=settings.AWS_REGION,
        key_id=settings.AWS_ACCESS_KEY_ID,
        secret=settings.AWS_SECRET_ACCESS_KEY,
        endpoint=endpoint,
    )
    limits = {operation: _limit(operation) for operation in ("search", "enrol")}
    return GuardedEngine(RekognitionEngine(client), Circuit("rekognition"), limits)


def _limit(operation: str) -> RateLimit:
    return RateLimit(
        f"rekognition:{operation}",
        per_second=settings.FACE_RATE_PER_SECOND,
        processes=settings.FACE_RATE_PROCESSES,
    )
