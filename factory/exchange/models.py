"""An import: the file that somebody gave, what its rows would do, and what they did."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from factory.core import clock
from factory.core.ids import uuid7
from factory.core.leases import State
from factory.core.models import Job
from factory.core.scoping import Access, ScopedQuerySet
from factory.exchange.importers import importers
from factory.sites.models import SiteOwned


class ImportQuerySet(ScopedQuerySet):
    """An import is there for those who could make it: of HR's rows for HR, of the gate's for guards."""

    def for_access(self, access: Access, perm: str) -> Self:
        rows = super().for_access(access, perm)
        if access.superuser:
            return rows
        mine = Q(pk__in=[])
        for kind in importers().values():
            mine |= Q(kind=kind.name, site_id__in=access.sites(kind.perm))
        return rows.filter(mine)


class Import(SiteOwned):
    """Read and checked first, applied when somebody has looked.

    ``position`` is how far the current pass has come in the file of rows; it moves in the
    transaction that writes those rows, so that none is taken twice.
    """

    class Stage(models.TextChoices):
        CHECKING = "checking", "Being checked"
        CHECKED = "checked", "Checked"
        APPLYING = "applying", "Being applied"
        APPLIED = "applied", "Applied"
        REFUSED = "refused", "Not readable"

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=64)
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    filename = models.CharField(max_length=120)
    upload = models.CharField(max_length=200, blank=True, editable=False)
    lines = models.CharField(max_length=200, blank=True, editable=False)
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.CHECKING)
    failure = models.TextField(blank=True)
    ignored = models.JSONField(default=list, help_text="headings that mean nothing to us")
    total = models.PositiveIntegerField(default=0)
    position = models.PositiveBigIntegerField(default=0, editable=False)
    counts = models.JSONField(default=dict, help_text="rows by outcome, of the current pass")
    problems = models.JSONField(default=list, help_text="[row, column, what is wrong]")
    sample = models.JSONField(default=list, help_text="[row, outcome, values] of the first rows")
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False, db_index=True)
    finished_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["site", "-id"], name="import_of_site")]

    def __str__(self) -> str:
        return f"{self.filename} ({self.get_stage_display()})"

    @property
    def done(self) -> int:
        """Rows of the current pass that have been looked at."""
        return sum(self.counts.values())

    @property
    def stopped_because(self) -> str:
        """Why no more comes of it, by itself: it was refused, or its job failed; "" otherwise."""
        busy = self.stage in {self.Stage.CHECKING, self.Stage.APPLYING}
        if busy and self.job is not None and self.job.state == State.FAILED:
            return f"it stopped ({self.job.failure})"
        return self.failure

    @property
    def wrong(self) -> int:
        return int(self.counts.get("wrong", 0))
