"""Alerts that a person must see, and the deliveries that carry them to mail and webhooks."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from factory.core import clock
from factory.core.encryption import EncryptedTextField
from factory.core.leases import Claimable
from factory.core.models import WorkQuerySet
from factory.sites.models import SiteOwned


class Severity(models.TextChoices):
    INFO = "info", "Information"
    WARNING = "warning", "Warning"
    CRITICAL = "critical", "Critical"


class Alert(SiteOwned):
    """Something that a person should act on. One open alert for each dedup key, with a count."""

    kind = models.CharField(max_length=64)
    severity = models.CharField(max_length=8, choices=Severity.choices)
    subject_type = models.CharField(max_length=64, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    text = models.CharField(max_length=300)
    detail = models.JSONField(default=dict)
    dedup_key = models.CharField(max_length=200)
    count = models.PositiveIntegerField(default=1)
    raised_at = models.DateTimeField(default=clock.now)
    last_raised_at = models.DateTimeField(default=clock.now)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "dedup_key"],
                condition=Q(resolved_at__isnull=True),
                name="alert_one_open",
            )
        ]
        indexes = [models.Index(fields=["site", "-raised_at"], name="alert_of_site")]
        ordering = ["-raised_at", "-id"]

    def __str__(self) -> str:
        return self.text


class Channel(SiteOwned):
    """Where a site's alerts go: an e-mail address or a signed webhook."""

    class Kind(models.TextChoices):
        MAIL = "mail", "E-mail"
        WEBHOOK = "webhook", "Signed webhook"

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    target = models.CharField(max_length=300, help_text="an address, or an https URL")
    secret = EncryptedTextField(blank=True, help_text="signs the webhook's body (HMAC-SHA256)")
    least_severity = models.CharField(
        max_length=8, choices=Severity.choices, default=Severity.WARNING
    )
    enabled = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="channel_once")]
        ordering = ["site", "name"]

    def __str__(self) -> str:
        return self.name


class Delivery(Claimable, SiteOwned):
    """One alert on its way through one channel: retried, and dead in sight when it cannot arrive."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")

    objects: ClassVar[Any] = WorkQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["alert", "channel"], name="delivery_once")]
        indexes = [Claimable.waiting_index("delivery_waiting")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.alert} by {self.channel}"
