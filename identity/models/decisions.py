"""Decisions about who a face is: by a machine or a person, and never changed."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from factory.core import clock
from factory.core.scoping import ScopedQuerySet
from factory.sites.models import SiteOwned
from identity.models.employees import Employee


class DecisionQuerySet(ScopedQuerySet):
    """Filters over decisions."""

    def standing(self) -> Self:
        """Decisions that no later one has superseded."""
        return self.filter(superseded_at__isnull=True)


class Decision(SiteOwned):
    """Who a sighting shows, said by a machine or a person. Append-only; a later one supersedes."""

    class By(models.TextChoices):
        MACHINE = "machine", "Machine"
        TRACK = "track", "Machine, by the track"
        PERSON = "person", "Person"

    class Word(models.TextChoices):
        """What was said."""

        NAMED = "named", "It is this person"
        NOT_THEM = "not_them", "It is not this person"
        VISITOR = "visitor", "A visitor"
        NOBODY = "nobody", "Nobody whom we know"
        UNDONE = "undone", "Taken back"

    FINAL_WORDS = (Word.NAMED, Word.VISITOR, Word.NOBODY)
    """After these nothing is left to review."""

    sighting = models.ForeignKey(
        "identity.Sighting", on_delete=models.PROTECT, related_name="decisions"
    )
    employee = models.ForeignKey(
        Employee,
        null=True,
        on_delete=models.PROTECT,
        related_name="decisions",
        help_text="none: nobody whom we know",
    )
    by = models.CharField(max_length=8, choices=By.choices)
    word = models.CharField(max_length=8, choices=Word.choices, default=Word.NAMED)
    act = models.UUIDField(
        null=True, db_index=True, help_text="one click's decisions, to be undone together"
    )
    # What the sighting was before: outcome, employee, reason. Undoing gives it back.
    before = models.JSONField(default=dict)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    similarity = models.FloatField(null=True)
    at = models.DateTimeField(default=clock.now)
    superseded_by = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    superseded_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sighting"],
                condition=Q(superseded_at__isnull=True),
                name="decision_one_standing",
            )
        ]
        # Attendance takes them in order and by site.
        indexes = [models.Index(fields=["site", "id"], name="decision_of_site")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.sighting_id}: {self.employee_id or 'nobody'} by {self.by}"
