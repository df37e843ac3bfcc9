"""The Rekognition engine, as settings have it."""

from __future__ import annotations

from django.conf import settings

from identity.engines.rekognition import RekognitionEngine, make_client


def make() -> RekognitionEngine:
    client = make_client(
        region=settings.AWS_REGION,
        key_id=settings.AWS_ACCESS_KEY_ID,
        secret=settings.AWS_SECRET_ACCESS_KEY,
        endpoint=settings.AWS_ENDPOINT_URL_REKOGNITION,
    )
    return RekognitionEngine(client)
