"""Faces that were seen, and what their search came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from factory.core import clock
from factory.core.ids import uuid7
from factory.core.models import WorkQuerySet
from factory.evidence.models import Snapshot
from factory.sites.models import Device, SiteOwned
from identity.models.decisions import Decision
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

    def that_may_show(self, employee: Any) -> Self:
        """Sightings that wait for a person, who may find this one in them as well as the likeliest."""
        return self.filter(runner_up=employee, outcome=Outcome.REVIEW)

    def that_named(self, employee: Any) -> Self:
        """Sightings that name a person, or did once: corrected ones show the face as well."""
        named = Decision.objects.filter(employee=employee).values("sighting")
        return self.filter(Q(employee=employee) | Q(pk__in=named))


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """Somebody whom a face is as like as the likeliest; ``similarity`` in percent."""

    employee: Employee
    similarity: float | None


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
    runner_up = models.ForeignKey(
        Employee,
        null=True,
        on_delete=models.PROTECT,
        related_name="doubtful_sightings",
        db_index=False,
        editable=False,
        help_text="for REVIEW: another person who is as similar",
    )
    runner_up_similarity = models.FloatField(null=True, editable=False, help_text="percent")
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
            # Few have one: an erasure finds them without a cost to all the others.
            models.Index(
                fields=["runner_up"],
                name="sighting_of_runner_up",
                condition=Q(runner_up__isnull=False),
            ),
        ]
        ordering = ["-captured_at", "-id"]

    def __str__(self) -> str:
        return f"{clock.wall_time(self.captured_at)} {self.outcome or self.state}"

    @property
    def second(self) -> RunnerUp | None:
        """Who is as similar as the likeliest, while a person is to say which of the two it is."""
        if self.outcome != Outcome.REVIEW or self.runner_up is None:
            return None
        if self.runner_up_id == self.employee_id:
            return None
        return RunnerUp(self.runner_up, self.runner_up_similarity)
