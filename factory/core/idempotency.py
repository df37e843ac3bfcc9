"""Idempotency-Key: the same request, sent again, gets the first answer and has no second effect.

The answer is stored in the transaction of the effect, scoped by caller and route. An error stores
nothing, so that a corrected request may use its key again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from rest_framework.utils.encoders import JSONEncoder

from factory.core import clock
from factory.core.errors import Conflict, Invalid
from factory.core.models import RememberedAnswer

KEPT = timedelta(days=2)
LONGEST_KEY = 255


@dataclass(frozen=True, slots=True)
class Question:
    """Who asks what: the caller's name, the route, its key, and the bytes of body and query."""

    caller: str
    route: str
    key: str
    body: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Answer:
    """HTTP status and JSON body."""

    status: int
    body: Any
    replayed: bool = False


def answer_once(question: Question, effect: Callable[[], tuple[int, Any]]) -> Answer:
    """Run ``effect`` in a transaction and remember its answer, or replay the remembered one.

    Raises Conflict: ``idempotency-key-reused`` for another body or query under its key,
    ``request-in-flight`` while the first one is still at work.
    """
    if len(question.key) > LONGEST_KEY:
        raise Invalid(f"An Idempotency-Key has at most {LONGEST_KEY} characters.")
    try:
        return _answered(question, effect)
    except IntegrityError:
        # Two first requests met at the unique key where there are no advisory locks, or what the effect
        # named was deleted before its commit: nothing has happened yet.
        return _answered(question, effect)


def _answered(question: Question, effect: Callable[[], tuple[int, Any]]) -> Answer:
    with transaction.atomic():
        _take_turn(question)
        return _remembered(question) or _first(question, effect)


def _take_turn(question: Question) -> None:
    """Let one request at a time through for a key; SQLite's immediate transactions do it anyway."""
    if connection.vendor != "postgresql":
        return
    name = f"{question.caller}|{question.route}|{question.key}"
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        row = cursor.fetchone()
    if not (row and row[0]):
        raise Conflict("The first request with this key is at work.", code="request-in-flight")


def _remembered(question: Question) -> Answer | None:
    row = RememberedAnswer.objects.filter(
        caller=question.caller, route=question.route, key=question.key
    ).first()
    if row is None:
        return None
    if row.body_digest != question.digest:
        raise Conflict(
            "This Idempotency-Key was used with another body or query.",
            code="idempotency-key-reused",
        )
    return Answer(row.status, row.answer, replayed=True)


def _first(question: Question, effect: Callable[[], tuple[int, Any]]) -> Answer:
    status, body = effect()
    RememberedAnswer.objects.create(
        caller=question.caller,
        route=question.route,
        key=question.key,
        body_digest=question.digest,
        status=status,
        answer=json.loads(JSONEncoder().encode(body)),
    )
    return Answer(status, body)


def forget_old() -> int:
    """Delete what nobody will ask for again; return how many. Safe to repeat."""
    return RememberedAnswer.objects.filter(created_at__lt=clock.now() - KEPT).delete()[0]
