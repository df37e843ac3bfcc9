"""From what was seen of each part to one word about the whole. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Any


class Status(StrEnum):
    HEALTHY = "healthy"
    DEGRADED = "degraded"
    UNHEALTHY = "unhealthy"


@dataclass(frozen=True, slots=True)
class Service:
    """One part of the product. Without a ``vital`` one nothing works. ``detail`` holds no secret."""

    name: str
    ok: bool
    detail: str = ""
    vital: bool = False


def verdict(services: Collection[Service]) -> Status:
    """Return unhealthy without a vital part, degraded without another one."""
    if any(service.vital and not service.ok for service in services):
        return Status.UNHEALTHY
    if all(service.ok for service in services):
        return Status.HEALTHY
    return Status.DEGRADED


def http_status(status: Status) -> HTTPStatus:
    """Return 200 for what still serves, so that a proxy keeps sending requests to it, else 503."""
    if status == Status.UNHEALTHY:
        return HTTPStatus.SERVICE_UNAVAILABLE
    return HTTPStatus.OK


def report(services: Collection[Service], at: datetime) -> dict[str, Any]:
    """Return the answer's body."""
    return {
        "status": verdict(services).value,
        "timestamp": at.isoformat(),
        "services": {
            service.name: {"status": "up" if service.ok else "down", "detail": service.detail}
            for service in services
        },
    }
