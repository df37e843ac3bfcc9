"""The vehicles that a site has an opinion of, and the look back that a new block asks for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from factory.core import clock
from factory.core.leases import Claimable
from factory.core.models import WorkQuerySet
from factory.core.scoping import ScopedQuerySet
from factory.sites.models import SiteOwned
from vehicles.authorisation import parse_hours
from vehicles.plate_text import MAX_TEXT_LENGTH

LONGEST_REASON = 300


def real_hours(text: str) -> None:
    """Raise ValidationError unless ``text`` is hours as ``parse_hours`` reads them."""
    try:
        parse_hours(text)
    except ValueError as error:
        raise ValidationError(str(error)) from error


class VehicleQuerySet(ScopedQuerySet):
    def of_skeletons(self, site_id: int, skeletons: Iterable[str]) -> Self:
        """Vehicles whose keys look like one of those; see ``vehicles.confusions.skeleton``."""
        return self.filter(site_id=site_id, skeleton__in=tuple(skeletons))


class Vehicle(SiteOwned):
    """A plate that a site has let in, shut out, or merely knows."""

    class Status(models.TextChoices):
        UNKNOWN = "UNKNOWN", "On no list"
        AUTHORIZED = "AUTHORIZED", "Authorised"
        BLOCKED = "BLOCKED", "Blocked"

    class Kind(models.TextChoices):
        CAR = "car", "Car"
        TWO_WHEELER = "two_wheeler", "Two-wheeler"
        VAN = "van", "Van"
        LORRY = "lorry", "Lorry"
        BUS = "bus", "Bus"
        OTHER = "other", "Other"

    plate = models.CharField(max_length=MAX_TEXT_LENGTH, help_text="capitals and digits")
    # Both follow from the plate and are written by services alone.
    key = models.CharField(max_length=MAX_TEXT_LENGTH, editable=False)
    skeleton = models.CharField(max_length=MAX_TEXT_LENGTH, editable=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.UNKNOWN)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.CAR)
    owner = models.CharField(max_length=120, blank=True)
    contact = models.CharField(max_length=120, blank=True)
    valid_from = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True, help_text="not valid any more then")
    hours = models.CharField(
        max_length=200,
        blank=True,
        validators=[real_hours],
        help_text="site time, such as Mon-Sat 06:00-22:00, Sun 08:00-12:00; empty: always",
    )
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    reported_by = models.CharField(max_length=120, blank=True)
    blocked_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[Any] = VehicleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "key"],
                name="vehicle_key_once",
                violation_error_message="This plate is on the list already.",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None)
                | Q(valid_until=None)
                | Q(valid_until__gt=models.F("valid_from")),
                name="vehicle_validity_in_order",
                violation_error_message="The validity ends before it begins.",
            ),
        ]
        indexes = [
            # What every read asks: listed keys that look like it.
            models.Index(fields=["site", "skeleton"], name="vehicle_lookalikes"),
            models.Index(fields=["site", "status", "plate"], name="vehicle_by_status"),
        ]
        ordering = ["plate", "id"]

    def __str__(self) -> str:
        return self.plate


class Recheck(Claimable, SiteOwned):
    """A look at past reads because a vehicle was blocked: it may be inside already.

    Each block asks for two: one at once, and one for the reads that were being decided by the old
    list while it changed.
    """

    vehicle = models.ForeignKey(Vehicle, on_delete=models.CASCADE, related_name="rechecks")
    since = models.DateTimeField()
    hits = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[Any] = WorkQuerySet.as_manager()

    class Meta:
        indexes = [Claimable.waiting_index("recheck_waiting")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.vehicle} since {self.since:%Y-%m-%d %H:%M}"
