"""What was paid for and outlives the pictures that it was paid for."""

from __future__ import annotations

from django.db import models

from factory.sites.models import SiteOwned


class PaidEnrolments(SiteOwned):
    """How many photos a paid engine looked at on a day of the site: kept when the photos are erased."""

    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site", "day"], name="paidenrolments_once")]
        ordering = ["-day"]
        verbose_name_plural = "paid enrolments"

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}: {self.count}"
