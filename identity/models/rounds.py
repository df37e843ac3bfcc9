"""Work at the face service that is tried again by itself, slowly, once its retries are used up."""

from __future__ import annotations

from django.db import models

from factory.core.leases import Claimable


class InRounds(Claimable):
    """Columns of a row whose failure may pass: an outage outlasts retries of seconds. Abstract."""

    rounds = models.PositiveSmallIntegerField(default=0, editable=False)
    again_at = models.DateTimeField(
        null=True, editable=False, help_text="failed for now: then it is tried again by itself"
    )
    tried_before = models.PositiveIntegerField(
        default=0, editable=False, help_text="tries of earlier rounds, for the count of calls"
    )

    class Meta:
        abstract = True

    @classmethod
    def again_index(cls, name: str) -> models.Index:
        """Return the partial index that the minute's look for due rounds uses."""
        return models.Index(
            fields=["again_at"], name=name, condition=models.Q(again_at__isnull=False)
        )
