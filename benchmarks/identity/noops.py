"""Celery tasks to compare with: they do nothing, sleep, or only ask Rekognition; counted in Redis."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import Any

from celery import shared_task
from django.conf import settings
from redis import Redis

from factory.evidence.models import Snapshot
from factory.evidence.services import store
from identity.engines.gallery import Gallery
from identity.engines.rekognition import RekognitionEngine, make_client
from identity.selectors import collection_of

KEY = "benchmark:done"
_redis = Redis.from_url(settings.CACHES["default"]["LOCATION"])


@shared_task(name="benchmarks.noop")
def noop(_number: int) -> None:
    _redis.incr(KEY)


@shared_task(name="benchmarks.bare")
def bare(_number: int) -> None:
    """Ask Rekognition and forget the answer: no row, no picture store, no limits, no decision."""
    engine().search(picture(), collection=collection(), gallery=_no_gallery)
    _redis.incr(KEY)


@shared_task(name="benchmarks.sleep")
def sleep(_number: int) -> None:
    time.sleep(0.1)
    _redis.incr(KEY)


@lru_cache(maxsize=1)
def engine() -> RekognitionEngine:
    endpoint = settings.AWS_ENDPOINT_URL_REKOGNITION
    return RekognitionEngine(
        make_client(region="us-east-1", key_id="x", secret="x", endpoint=endpoint)
    )


@lru_cache(maxsize=1)
def picture() -> bytes:
    """Return the picture that the sightings of a round share."""
    snapshot = Snapshot.objects.latest("pk")
    with store().open(snapshot.path) as file:
        return bytes(file.read())


@lru_cache(maxsize=1)
def collection() -> str:
    return collection_of(Snapshot.objects.latest("pk").site, "rekognition")


def _no_gallery() -> Gallery:
    raise AssertionError("Rekognition keeps its own")


def reset() -> None:
    _redis.set(KEY, 0)


def done() -> int:
    counted: Any = _redis.get(KEY)
    return int(counted or 0)
