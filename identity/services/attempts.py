"""One attempt at a claimed row: the engine is asked outside transactions, the answer settled in one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F

from factory.core import clock
from factory.core.leases import Claimable, State
from identity.engines.base import AccessDenied, EngineDownError, EngineError, HeldBack
from identity.models import Outcome
from identity.retries import RetryPolicy, equal_jitter, is_transient, next_round, no_jitter
from identity.services.outages import alert_of_denial, alert_of_outage

logger = logging.getLogger(__name__)
Row = TypeVar("Row", bound=Claimable)
Answer = TypeVar("Answer")
Noting: TypeAlias = Callable[..., None] | None

LEASE = timedelta(seconds=45)
"""Longer than an engine's connection and read time-outs together."""
LONGEST_MESSAGE_SECONDS = 120.0
DEATHS = 3
"""So many workers may die on a row, over and above its retries, before it is given up."""


def policy() -> RetryPolicy:
    """Return the guide's policy as this installation has it."""
    jitter = equal_jitter if settings.FACE_RETRY_JITTER else no_jitter
    return RetryPolicy(max_retries=settings.FACE_RETRIES, jitter=jitter)


def attempt(
    rows: Any,
    pk: int,
    look: Callable[[Any], Answer],
    settle: Callable[[Any, UUID, Answer], object],
    noting: Noting = None,
) -> float | None:
    """Claim a row, look, settle; return the seconds after which to try again, if that has a point.

    ``noting`` is told, with ``failed``, of each attempt that brought no answer, in the transaction that
    writes it down. Safe to repeat and to run twice at once: who does not get the claim does nothing.
    """
    # Killed workers leave it, and who claims again after a crash of the database asks again.
    token = rows.claim(pk, lease=LEASE, durable=False)
    if token is None:
        return None
    row = rows.get(pk=pk)
    try:
        answer = look(row)
    except HeldBack as held:
        return _held_back(rows, row, token, held, noting)
    except Exception as error:  # noqa: BLE001 - whatever it is, the row says so
        return _stumbled(rows, row, token, error, noting)
    settle(row, token, answer)
    return None


def _held_back(rows: Any, row: Any, token: UUID, held: HeldBack, noting: Noting) -> float | None:
    """Put a row back that could not be asked about yet: that was no attempt.

    Long waits are left to the sweep, since a message must not wait longer than the broker lets it.
    """
    put_back = partial(
        rows.settle,
        state=State.PENDING,
        not_before=clock.now() + timedelta(seconds=held.seconds),
        attempts=max(row.attempts - 1, 0),
        failure=str(held),
    )
    _write(put_back, row, token, noting)
    return held.seconds if held.seconds <= LONGEST_MESSAGE_SECONDS else None


def _stumbled(rows: Any, row: Any, token: UUID, error: Exception, noting: Noting) -> float | None:
    failure = str(error) if isinstance(error, EngineError) else f"{type(error).__name__}: {error}"
    if isinstance(error, EngineDownError):
        alert_of_outage(row.site_id, failure)
    if isinstance(error, AccessDenied):
        alert_of_denial(row.site_id, failure)
    delay = policy().delay_after(row.attempts, error)
    if delay is not None:
        logger.warning("⚠️ %s: try %d again in %.1f s (%s)", row, row.attempts, delay, failure)
        put_back = partial(rows.put_back, delay=timedelta(seconds=delay), failure=failure)
        _write(put_back, row, token, noting)
        return delay
    logger.error("❌ %s failed after %d tries: %s", row, row.attempts, failure)
    later = next_round(row.rounds) if may_pass(error) else None
    fail = partial(
        rows.settle,
        state=State.FAILED,
        failure=failure,
        outcome=Outcome.FAILED,
        reason=failure[:300],
        again_at=clock.now() + later if later else None,
    )
    _write(fail, row, token, noting, failed=True)
    return None


def _write(
    write: Callable[[int, UUID], bool],
    row: Any,
    token: UUID,
    noting: Noting,
    *,
    failed: bool = False,
) -> None:
    """Write down what became of an attempt that brought no answer, and have it counted with that."""
    if noting is None or not (failed or row.asked):
        write(row.pk, token)
        return
    with transaction.atomic():
        ours = write(row.pk, token)
        noting(row, failed=failed and ours)


def may_pass(error: Exception) -> bool:
    """Return whether a later round has a point: the error may pass, or people may mend its cause."""
    return is_transient(error) or isinstance(error, AccessDenied)


@transaction.atomic
def give_up(rows: Any, now: datetime, noting: Callable[[Any], None] | None = None) -> int:
    """Fail, in sight, what workers keep dying on; return how many. ``noting`` is told of these rows."""
    number: int = rows.give_up(after=policy().max_retries + 1 + DEATHS, now=now)
    if number:
        given_up = rows.filter(state=State.FAILED, outcome="")
        if noting is not None:
            noting(given_up.select_related("site"))
        given_up.update(outcome=Outcome.FAILED, reason="the workers did not come back from it")
    return number


AS_NEW: dict[str, Any] = {
    "state": State.PENDING,
    "attempts": 0,
    "tried_before": F("tried_before") + F("attempts"),
    "outcome": "",
    "reason": "",
    "failure": "",
    "again_at": None,
    "finished_at": None,
}


def try_again(rows: Any) -> list[int]:
    """Put failed rows back in the queue as new; return their keys."""
    failed = rows.filter(state=State.FAILED).values_list("pk", flat=True)
    held: list[int] = _held(rows, list(failed))
    rows.filter(pk__in=held).update(**AS_NEW, rounds=0)
    return held


def _held(rows: Any, pks: list[int]) -> list[int]:
    # Of the table itself: what a caller was granted may be a query that cannot be locked.
    failed = rows.model.objects.filter(pk__in=pks, state=State.FAILED)
    return list(failed.hold_in_order())


@transaction.atomic
def begin_round(rows: Any, now: datetime, most: int) -> int:
    """Put failed rows back whose next round is due; return how many. What is stored is not repeated:
    a row with an answer has not failed.
    """
    due = rows.filter(state=State.FAILED, again_at__lte=now).order_by("again_at")
    held = _held(rows, list(due.values_list("pk", flat=True)[:most]))
    again: int = rows.filter(pk__in=held).update(**AS_NEW, rounds=F("rounds") + 1)
    return again
