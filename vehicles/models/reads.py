"""Plate reads: facts, written once; a read that arrives in bulk is pending until it is checked."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from factory.core import clock
from factory.core.ids import uuid7
from factory.core.leases import Claimable
from factory.core.models import WorkQuerySet
from factory.evidence.models import Snapshot
from factory.sites.models import Device, Site, SiteOwned
from streaming.models import Camera
from vehicles.gate_rules import Layer
from vehicles.models.gates import Direction, Gate, GateEvent
from vehicles.models.lists import Vehicle
from vehicles.plate_text import MAX_TEXT_LENGTH

RAW_KEPT = 100
"""Characters of the text as read that are kept; a plate has at most 15."""
LONGEST_TRACK = 64
LONGEST_EVENT_ID = 64
LONGEST_MESSAGE = 500


class PlateReadQuerySet(WorkQuerySet):
    """Filters over reads."""

    def between(self, start: datetime, end: datetime) -> Self:
        return self.filter(captured_at__gte=start, captured_at__lte=end)

    def waiting(self) -> Self:
        """Held for a person: no event tells of them, and nobody has looked yet."""
        return self.filter(requires_manual_review=True, event=None, reviews=None)

    def not_waiting(self) -> Self:
        told = Q(event__isnull=False) | Q(reviews__isnull=False)
        return self.filter(Q(requires_manual_review=False) | told).distinct()


class PlateRead(Claimable, SiteOwned):
    """One plate as one camera, box or caller read it, and the gate's answer to it."""

    uuid = models.UUIDField(default=uuid7, unique=True, editable=False)
    # The indexes below serve these; an own one each would slow the gate down, and that of the site would
    # mislead a planner that knows nothing of the table yet.
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    camera = models.ForeignKey(
        Camera, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    device = models.ForeignKey(
        Device, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    gate = models.ForeignKey(
        Gate, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    direction = models.CharField(max_length=4, choices=Direction.choices, default=Direction.NONE)
    track_id = models.CharField(max_length=LONGEST_TRACK, blank=True)
    device_event_id = models.CharField(
        max_length=LONGEST_EVENT_ID, blank=True, help_text="the device's own name of this read"
    )
    raw_text = models.CharField(max_length=RAW_KEPT, blank=True)
    text = models.CharField(max_length=MAX_TEXT_LENGTH, blank=True)
    key = models.CharField(max_length=MAX_TEXT_LENGTH, blank=True)
    confidence = models.FloatField(help_text="what its producer said")
    character_confidences = models.JSONField(default=list)
    captured_at = models.DateTimeField(default=clock.now)
    received_at = models.DateTimeField(default=clock.now)
    snapshot = models.ForeignKey(
        Snapshot, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    # The answer. Empty while the read waits.
    valid = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=Vehicle.Status.choices, default="UNKNOWN")
    reason = models.CharField(max_length=24, blank=True)
    layer = models.CharField(
        max_length=12, blank=True, choices=[(layer.value, layer.value.title()) for layer in Layer]
    )
    counted_confidence = models.FloatField(null=True, help_text="held against the threshold")
    threshold = models.FloatField(null=True)
    should_trigger_gate_event = models.BooleanField(default=False)
    requires_manual_review = models.BooleanField(default=False)
    alert_message = models.CharField(max_length=LONGEST_MESSAGE, blank=True)
    vehicle = models.ForeignKey(
        Vehicle, null=True, on_delete=models.SET_NULL, related_name="reads", db_index=False
    )
    event = models.ForeignKey(
        GateEvent, null=True, on_delete=models.SET_NULL, related_name="reads", db_index=False
    )
    fired = models.BooleanField(default=False, help_text="this read made the event")

    objects: ClassVar[Any] = PlateReadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device", "device_event_id"],
                condition=~Q(device_event_id=""),
                name="plateread_event_once",
            )
        ]
        indexes = [
            Claimable.waiting_index("plateread_waiting"),
            models.Index(fields=["site", "-captured_at"], name="plateread_of_site"),
            # A plate's past: the cooldown, and the look back after a block.
            models.Index(fields=["site", "key", "-captured_at"], name="plateread_of_plate"),
            models.Index(fields=["camera", "track_id", "-captured_at"], name="plateread_of_track"),
            *(
                models.Index(
                    fields=[name],
                    name=f"plateread_{name}",
                    condition=Q(**{f"{name}__isnull": False}),
                )
                for name in ("snapshot", "vehicle", "event")
            ),
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.text or "no text"
