"""Claims: work is a row with a state; a worker takes it by a conditional update and a lease.

A claim commits attempt, token and ``lease_until`` in one statement; the result is written only where
the token is still ours. A worker that dies leaves an expired lease, which the sweep takes again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID, uuid4

from django.db import models, transaction
from django.db.models import F, Q

from factory.core import clock
from factory.core.commits import in_haste
from factory.core.scoping import ScopedQuerySet


class State(models.TextChoices):
    PENDING = "pending", "waiting"
    RUNNING = "running", "running"
    DONE = "done", "done"
    FAILED = "failed", "failed"


class ClaimableQuerySet(ScopedQuerySet):
    """Filters and the claim itself, for every model of waiting work."""

    def due(self, now: datetime) -> Self:
        """Rows that may be claimed: waiting and not held back, or left by a worker that died."""
        waiting = Q(state=State.PENDING, not_before__lte=now)
        return self.filter(waiting | Q(state=State.RUNNING, lease_until__lt=now))

    def claim(self, pk: Any, *, lease: timedelta, durable: bool = True) -> UUID | None:
        """Take one row for ``lease``; return the token to settle it with, or None if it is not due.

        Without ``durable`` a database that crashes within a second may forget the claim: then the row
        waits again, and what this worker found is not settled.
        """
        now, token = clock.now(), uuid4()
        rows = self.due(now).filter(pk=pk)
        taken = (rows if durable else in_haste(rows)).update(
            state=State.RUNNING,
            attempts=F("attempts") + 1,
            claim_token=token,
            started_at=now,
            lease_until=now + lease,
            finished_at=None,
        )
        return token if taken else None

    def settle(self, pk: Any, token: UUID, *, state: State, **fields: Any) -> bool:
        """Write the outcome if the claim is still ours; False means that another worker has it.

        Only what is done or failed has finished, and what is done keeps no earlier failure.
        """
        fields["finished_at"] = clock.now() if state in (State.DONE, State.FAILED) else None
        if state == State.DONE:
            fields["failure"] = ""
        held = self.filter(pk=pk, claim_token=token, state=State.RUNNING)
        return bool(held.update(state=state, lease_until=None, **fields))

    def put_back(self, pk: Any, token: UUID, *, delay: timedelta, failure: str) -> bool:
        """Give a claimed row back, to be taken again after ``delay``."""
        return self.settle(
            pk, token, state=State.PENDING, not_before=clock.now() + delay, failure=failure
        )

    def extend(self, pk: Any, token: UUID, *, lease: timedelta) -> bool:
        held = self.filter(pk=pk, claim_token=token, state=State.RUNNING)
        return bool(held.update(lease_until=clock.now() + lease))

    def hold_in_order(self) -> list[Any]:
        """Lock the rows by their keys until the caller's transaction ends, and return those: two who
        lock several in whatever order they are found may wait for each other.
        """
        rows = self.order_by("pk").select_for_update(no_key=True)
        return list(rows.values_list("pk", flat=True))

    @transaction.atomic
    def give_up(self, *, after: int, now: datetime) -> int:
        """Fail the rows that workers died on ``after`` times; return how many."""
        poisoned = self.filter(state=State.RUNNING, lease_until__lt=now, attempts__gte=after)
        return self.filter(pk__in=poisoned.hold_in_order()).update(
            state=State.FAILED,
            finished_at=now,
            failure=f"given up: the worker did not come back from {after} attempts",
        )


class Claimable(models.Model):
    """Columns of a row that a worker takes. Abstract."""

    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    not_before = models.DateTimeField(default=clock.now, editable=False)
    claim_token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    failure = models.TextField(blank=True, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def waiting_index(cls, name: str) -> models.Index:
        """Return the partial index that keeps a sweep cheap however many rows are done."""
        return models.Index(
            fields=["not_before"], name=name, condition=Q(state__in=[State.PENDING, State.RUNNING])
        )
