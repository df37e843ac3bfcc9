"""What was asked of an engine, saved and paid for: it outlives the pictures that it was about."""

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


class SearchCount(SiteOwned):
    """What searches came to on a day of the site, counted as it happens, whatever becomes of a sighting.

    A day has several rows (``part``), so that workers who count at once do not wait for one another.
    """

    PARTS = 8

    day = models.DateField()
    part = models.PositiveSmallIntegerField()
    calls = models.PositiveIntegerField(
        default=0, help_text="requests made, failed ones among them"
    )
    searches = models.PositiveIntegerField(default=0, help_text="settled by an engine's answer")
    paid = models.PositiveIntegerField(default=0, help_text="answers that cost money")
    saved = models.PositiveIntegerField(default=0, help_text="settled without asking an engine")
    failed = models.PositiveIntegerField(default=0, help_text="given up after the last try")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "day", "part"], name="searchcount_once")
        ]
        ordering = ["-day", "part"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}: {self.searches}"
