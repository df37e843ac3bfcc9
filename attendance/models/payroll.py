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
    checksum = models.CharField(max_length=64, editable=False, help_text="SHA-256 of the figures")
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
