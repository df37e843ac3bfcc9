"""Punches, append-only."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from attendance.models.choices import choices_of
from attendance.models.own import own_or_granted
from attendance.vocabulary import Direction
from factory.core import clock
from factory.core.scoping import ScopedQuerySet, access_of
from factory.sites.models import Device, Site, SiteOwned
from identity.models import Employee, Sighting
from streaming.models import Camera

DIRECTIONS = choices_of(Direction)
VIEW = "attendance.view_punch"


class PunchQuerySet(ScopedQuerySet):
    """Filters over punches."""

    def visible_to(self, user: Any) -> Self:
        """Rows of the sites whose punches the caller may see, and the caller's own."""
        return self.filter(own_or_granted(access_of(user), user, VIEW))

    def counting(self) -> Self:
        """Punches that days are derived from: neither voided nor kept apart for their clock."""
        return self.filter(outcome__in=[Punch.Outcome.STORED, Punch.Outcome.DUPLICATE])

    def within(self, since: datetime, until: datetime) -> Self:
        return self.filter(at__gte=since, at__lt=until)


class Punch(SiteOwned):
    """Somebody came, went or was seen. Never edited, never deleted: a wrong one is voided.

    ``outcome`` is where it stands: DUPLICATE is a repeated arrival of one shift, which counts as a
    sighting, and is said anew with the day; SUSPECT has an impossible time and counts as nothing
    until a person looks.
    """

    class Source(models.TextChoices):
        FACE = "face", "Face"
        BADGE = "badge", "Badge"
        DEVICE = "device", "Device"
        WEB = "web", "Web"
        MANUAL = "manual", "Correction"

    class Outcome(models.TextChoices):
        STORED = "STORED", "Stored"
        DUPLICATE = "DUPLICATE", "Duplicate"
        SUSPECT = "SUSPECT", "Impossible time"
        VOIDED = "VOIDED", "Voided"

    # Those that begin with it are its indexes.
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="punches", db_index=False
    )
    at = models.DateTimeField()
    zone = models.CharField(max_length=64, help_text="the site's at that time")
    direction = models.CharField(max_length=8, choices=DIRECTIONS, default=Direction.UNKNOWN)
    source = models.CharField(max_length=8, choices=Source.choices)
    device = models.ForeignKey(
        Device,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    camera = models.ForeignKey(
        Camera,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    sighting = models.ForeignKey(
        Sighting,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    confidence = models.FloatField(null=True, blank=True, help_text="percent, 0 to 100")
    # The shift that came with the request; it goes before the roster's.
    shift_data = models.JSONField(null=True, blank=True)
    event_id = models.CharField(max_length=120, blank=True, help_text="the device's own number")
    # The fact's identity as text (see punch_keys): a nullable column would admit duplicates.
    key = models.CharField(max_length=200, editable=False)
    outcome = models.CharField(
        max_length=9, choices=Outcome.choices, default=Outcome.STORED, editable=False
    )
    reason = models.CharField(max_length=300, blank=True, editable=False)
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
        db_index=False,
    )
    received_at = models.DateTimeField(default=clock.now, editable=False)
    voided_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = PunchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "punches"
        constraints = [
            # Two workers with the same fact: the database lets one of them through.
            models.UniqueConstraint(fields=["site", "key"], name="punch_once"),
            models.UniqueConstraint(
                fields=["device", "event_id"], condition=~Q(event_id=""), name="punch_event_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome="VOIDED", voided_at__isnull=False)
                | (~Q(outcome="VOIDED") & Q(voided_at__isnull=True)),
                name="punch_voided_at",
            ),
        ]
        indexes = [
            # A day's derivation reads some employees' punches around it.
            models.Index(fields=["employee", "at"], name="punch_of_employee"),
            models.Index(fields=["site", "-at"], name="punch_of_site"),
            # Impossible times, which wait for a person; few rows of many.
            models.Index(
                fields=["site", "at"], name="punch_suspect", condition=Q(outcome="SUSPECT")
            ),
            # Whence a punch came is empty of most: what is not there costs no insert.
            *(
                models.Index(
                    fields=[name],
                    name=f"punch_of_{name}",
                    condition=Q(**{f"{name}__isnull": False}),
                )
                for name in ("device", "camera", "sighting", "who")
            ),
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{clock.wall_time(self.at, self.zone)} {self.what}"

    @property
    def what(self) -> str:
        """What it was, without its time."""
        return f"{self.direction} ({self.source})"
