"""Faces that were seen, and the decisions about who they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from factory.core import clock
from factory.core.ids import uuid7
from factory.core.models import WorkQuerySet
from factory.core.scoping import ScopedQuerySet
from factory.evidence.models import Snapshot
from factory.sites.models import Device, SiteOwned
from identity.models.employees import Employee
from identity.models.rounds import InRounds
from identity.models.strangers import Stranger
from streaming.models import Camera


class Outcome(models.TextChoices):
    """What a search of a sighting came to."""

    WAITING = "", "waiting"
    MATCHED = "MATCHED", "Matched"
    REVIEW = "REVIEW", "For review"
    UNKNOWN = "UNKNOWN", "Unknown"
    NO_FACE = "NO_FACE", "No face"
    POOR_QUALITY = "POOR_QUALITY", "Poor quality"
    FAILED = "FAILED", "Failed"


class SightingQuerySet(WorkQuerySet):
    """Filters over sightings."""

    def of_track(self, sighting: Sighting, within: timedelta) -> Self:
        """The same track of the same camera, device or person who reports, ``within`` before and after
        the sighting.

        Track numbers mean nothing beyond that: a device that starts again begins with them anew.
        """
        at = sighting.captured_at
        return self.of_track_between(sighting, at - within, at + within)

    def of_track_between(self, sighting: Sighting, first: datetime, last: datetime) -> Self:
        """The same track from one time to another."""
        return self.filter(
            captured_at__range=(first, last),
            site_id=sighting.site_id,
            camera_id=sighting.camera_id,
            device_id=sighting.device_id,
            reported_by_id=sighting.reported_by_id,
            track_id=sighting.track_id,
        )

    def to_review(self) -> Self:
        """Faces about which a person has still to say something, and whose picture is there."""
        said = Decision.objects.standing().filter(
            sighting=models.OuterRef("pk"), word__in=Decision.FINAL_WORDS
        )
        waiting = self.filter(outcome__in=(Outcome.UNKNOWN, Outcome.REVIEW), snapshot__isnull=False)
        return waiting.filter(~models.Exists(said))

    def that_named(self, employee: Any) -> Self:
        """Sightings that name a person, or did once: corrected ones show the face as well."""
        named = Decision.objects.filter(employee=employee).values("sighting")
        return self.filter(Q(employee=employee) | Q(pk__in=named))


class Sighting(InRounds, SiteOwned):
    """One look at one face.

    ``employee`` is whom its standing decision names; for REVIEW, where none stands, the likeliest.
    """

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    camera = models.ForeignKey(
        Camera, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    device = models.ForeignKey(
        Device, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Not looked for by: an index would cost each sighting more than it ever saves.
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        editable=False,
        help_text="the person who sent the picture; none for cameras and devices",
    )
    track_id = models.CharField(max_length=64, blank=True)
    # A device's own name of the fact, or a caller's Idempotency-Key: the same one is not taken twice.
    event_id = models.CharField(max_length=320, blank=True, editable=False)
    digest = models.CharField(max_length=64, editable=False, help_text="SHA-256 of the picture")
    captured_at = models.DateTimeField(default=clock.now)
    snapshot = models.ForeignKey(
        Snapshot, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True, editable=False)
    reason = models.CharField(max_length=300, blank=True, editable=False)
    similarity = models.FloatField(null=True, editable=False, help_text="percent, 0 to 100")
    employee = models.ForeignKey(
        Employee, null=True, blank=True, on_delete=models.PROTECT, related_name="sightings"
    )
    engine = models.CharField(max_length=16, blank=True, editable=False)
    searched = models.BooleanField(
        default=False, editable=False, help_text="the engine was asked; False where it was saved"
    )
    face_seen = models.BooleanField(
        default=False, editable=False, help_text="our own camera saw a face in it before"
    )
    stranger = models.ForeignKey(
        Stranger,
        null=True,
        on_delete=models.SET_NULL,
        related_name="sightings",
        editable=False,
        help_text="the group in which it is reviewed",
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    # Not stored: whether this attempt has asked an engine.
    asked = False

    objects: ClassVar[Any] = SightingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "event_id"], condition=~Q(event_id=""), name="sighting_event_once"
            )
        ]
        indexes = [
            InRounds.waiting_index("sighting_waiting"),
            InRounds.again_index("sighting_again"),
            models.Index(fields=["site", "-captured_at"], name="sighting_of_site"),
            # Review's list: what waits for a person, newest first.
            models.Index(fields=["site", "outcome", "-captured_at"], name="sighting_by_outcome"),
            # A matched track is not searched again.
            models.Index(fields=["site", "track_id", "-captured_at"], name="sighting_of_track"),
        ]
        ordering = ["-captured_at", "-id"]

    def __str__(self) -> str:
        return f"{clock.wall_time(self.captured_at)} {self.outcome or self.state}"


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

    sighting = models.ForeignKey(Sighting, on_delete=models.PROTECT, related_name="decisions")
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
