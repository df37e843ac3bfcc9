"""The vehicles that a site has an opinion of, and the look back that a new block asks for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import Q

from factory.core import clock
from factory.core.scoping import ScopedQuerySet
from factory.sites.models import Site, SiteOwned
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

    def blocked_by_half(self, site_id: int, begin: Iterable[str], end: Iterable[str]) -> Self:
        """Blocked vehicles whose skeletons begin, or end, with one of those."""
        halves = [
            *(_begins("skeleton", one) for one in begin),
            *(_begins("mirrored", one[::-1]) for one in end),
        ]
        return self.filter(reduce(or_, halves), site_id=site_id, status=Vehicle.Status.BLOCKED)


def _begins(column: str, start: str) -> Q:
    if connection.vendor == "postgresql":
        return Q(**{f"{column}__startswith": start})
    # SQLite's LIKE knows no case and uses no index; its text is in order of code points.
    return Q(**{f"{column}__gte": start, f"{column}__lt": f"{start}\U0010ffff"})


# By characters, not by a language's order: LIKE finds by it how a text begins.
_TEXT = ("int8_ops", "varchar_pattern_ops")


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

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+", db_index=False)
    plate = models.CharField(max_length=MAX_TEXT_LENGTH, help_text="capitals and digits")
    # These follow from the plate (block_matching.index_of) and are written by services alone.
    key = models.CharField(max_length=MAX_TEXT_LENGTH, editable=False)
    skeleton = models.CharField(max_length=MAX_TEXT_LENGTH, editable=False)
    mirrored = models.CharField(
        max_length=MAX_TEXT_LENGTH, editable=False, help_text="the skeleton backwards"
    )
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
            # What every read asks: listed keys that look like it, or begin like it.
            models.Index(fields=["site", "skeleton"], name="vehicle_lookalikes", opclasses=_TEXT),
            # What half a plate asks: blocked keys that end like it.
            models.Index(
                fields=["site", "mirrored"],
                name="vehicle_blocked_ends",
                opclasses=_TEXT,
                condition=Q(status="BLOCKED"),
            ),
            models.Index(fields=["site", "status", "plate"], name="vehicle_by_status"),
        ]
        ordering = ["plate", "id"]

    def __str__(self) -> str:
        return self.plate
