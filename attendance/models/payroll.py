"""Payroll locks: what a period said when it was paid."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from factory.core import clock
from factory.sites.models import SiteOwned


class PayrollLock(SiteOwned):
    """A site's period as it was paid: the figures and their checksum. Never edited or deleted."""

    first = models.DateField()
    last = models.DateField()
    snapshot = models.JSONField(help_text="one row of figures for each employee", editable=False)
    days = models.JSONField(
        null=True,
        editable=False,
        help_text="each employee's days in words; none in locks of before they were kept",
    )
    checksum = models.CharField(
        max_length=64, editable=False, help_text="SHA-256 of the figures and the days"
    )
    rules_version = models.CharField(max_length=8, editable=False)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    locked_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "first"], name="payrolllock_once"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="payrolllock_order"),
        ]
        ordering = ["site", "-first"]

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


class PayrollComparison(SiteOwned):
    """What a lock's latest comparison with the days has found; made anew, unlike the lock."""

    lock = models.OneToOneField(PayrollLock, on_delete=models.CASCADE, related_name="comparison")
    people = models.PositiveIntegerField(default=0, help_text="in what was paid")
    is_intact = models.BooleanField(null=True, help_text="the stored figures are the checksum's")
    changed = models.JSONField(default=list, help_text="keys of employees who were paid otherwise")
    compared_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True, help_text="when a worker was last rung for")

    def __str__(self) -> str:
        return f"{self.lock_id} at {self.compared_at}"
