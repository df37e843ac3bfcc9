"""What people said of reads that waited for them; the reads themselves are never rewritten."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from factory.core import clock
from factory.sites.models import SiteOwned
from vehicles.models.lists import LONGEST_REASON
from vehicles.models.reads import PlateRead
from vehicles.plate_text import MAX_TEXT_LENGTH


class ReadReview(SiteOwned):
    """A person looked at a held read: it waits no more. ``plate`` is what it should have said."""

    read = models.ForeignKey(PlateRead, on_delete=models.CASCADE, related_name="reviews")
    plate = models.CharField(
        max_length=MAX_TEXT_LENGTH, blank=True, help_text="empty: seen, and nothing more"
    )
    key = models.CharField(max_length=MAX_TEXT_LENGTH, blank=True)
    why = models.CharField(max_length=LONGEST_REASON)
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.plate or "seen"
