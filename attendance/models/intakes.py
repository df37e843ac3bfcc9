"""Which of identity's decisions have been taken."""

from __future__ import annotations

from django.db import models

from attendance.models.punches import Punch
from factory.core import clock
from factory.sites.models import SiteOwned
from identity.models import Decision


class Intake(SiteOwned):
    """One of identity's decisions, taken once; ``punch`` is empty where it makes none."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="intake")
    punch = models.OneToOneField(Punch, null=True, on_delete=models.PROTECT, related_name="intake")
    taken_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"decision {self.decision_id}"
