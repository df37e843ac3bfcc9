"""Who did what: one row for each act that may have to be accounted for, by ids, without contents."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from factory.core import clock
from factory.sites.models import SiteOwned


class Entry(SiteOwned):
    """``who`` (or a device, or the system: neither) did ``act`` to ``subject_type`` ``subject_id``.

    An account or a device that did anything is switched off and never deleted: without it the act would
    read as the system's.
    """

    at = models.DateTimeField(default=clock.now, editable=False)
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    device = models.ForeignKey(
        "sites.Device", null=True, on_delete=models.PROTECT, related_name="+"
    )
    act = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=64)
    subject_id = models.CharField(max_length=64)
    detail = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-at"], name="audit_of_subject"),
            models.Index(fields=["site", "-at"], name="audit_of_site"),
        ]
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.act} {self.subject_type} {self.subject_id}"
