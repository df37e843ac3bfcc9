"""What of the facts has gone by their retention."""

from __future__ import annotations

from django.db import models

from factory.sites.models import SiteOwned


class RetiredLogs(SiteOwned):
    """Until when a site's readings were deleted, or are about to be: no hour before it is summed up."""

    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["site"], name="retiredlogs_once")]
        verbose_name_plural = "retired logs"

    def __str__(self) -> str:
        return f"{self.site}: until {self.until:%Y-%m-%d}"
