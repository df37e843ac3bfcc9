"""What people said about days that the rules flagged."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from factory.core import clock
from factory.sites.models import SiteOwned
from identity.models import Employee


class DayReview(SiteOwned):
    """Somebody looked at a flagged day and found it right as it was; appended, never edited.

    It speaks of what was seen: a day that comes out otherwise is up for review again.
    """

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    start = models.DateTimeField(help_text="of the day's shift")
    zone = models.CharField(max_length=64, default="UTC", help_text="the day's, when it was seen")
    status = models.CharField(max_length=12)
    first_in = models.DateTimeField(null=True)
    last_out = models.DateTimeField(null=True)
    reasons = models.JSONField(default=list)
    note = models.CharField(max_length=500, blank=True)
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewed_at = models.DateTimeField(default=clock.now)

    class Meta:
        # A derivation asks what was said about the shifts of some employees.
        indexes = [models.Index(fields=["employee", "start"], name="dayreview_of_employee")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.employee_id} {clock.wall_time(self.start, self.zone)}"
