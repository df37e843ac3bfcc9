"""The Rekognition engine, as settings have it: behind the shared rate limit and circuit."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.conf import settings

from identity.engines.circuit import Circuit
from identity.engines.guarded import GuardedEngine
from identity.engines.rate import RateLimit
from identity.engines.rekognition import RekognitionEngine, make_client
from identity.engines.stand_in import stand_in
from identity.engines.whereabouts import is_address

if TYPE_CHECKING:
    from mypy_boto3_rekognition import RekognitionClient

logger = logging.getLogger(__name__)
ANYBODY = "anybody"
AWS_ITSELF = "https://rekognition.{}.amazonaws.com"
"""Said where settings lead elsewhere: botocore would take AWS_ENDPOINT_URL_REKOGNITION for none."""


def make(there: str = "") -> GuardedEngine:
    """Return the engine where settings lead, or that of another place (``whereabouts``)."""
    client = _elsewhere(there) if there else _as_set()
    limits = {operation: _limit(operation) for operation in ("search", "enrol")}
    return GuardedEngine(RekognitionEngine(client), Circuit("rekognition"), limits)


def _as_set() -> RekognitionClient:
    endpoint = settings.AWS_ENDPOINT_URL_REKOGNITION
    if stand_in(endpoint):
        logger.warning("⚠️ faces are answered by %s, a stand-in, and not by AWS", endpoint)
    return make_client(
        region=settings.AWS_REGION,
        key_id=settings.AWS_ACCESS_KEY_ID,
        secret=settings.AWS_SECRET_ACCESS_KEY,
        endpoint=endpoint,
    )


def _elsewhere(there: str) -> RekognitionClient:
    """Return a client of another region, or of a stand-in, which is shown no key of ours."""
    if is_address(there):
        region = settings.AWS_REGION
        return make_client(region=region, key_id=ANYBODY, secret=ANYBODY, endpoint=there)
    region = there.partition("/")[0]
    return make_client(
        region=region,
        key_id=settings.AWS_ACCESS_KEY_ID,
        secret=settings.AWS_SECRET_ACCESS_KEY,
        endpoint=AWS_ITSELF.format(region),
    )


def _limit(operation: str) -> RateLimit:
    return RateLimit(
        f"rekognition:{operation}",
        per_second=settings.FACE_RATE_PER_SECOND,
        processes=settings.FACE_RATE_PROCESSES,
    )
