"""The places whose people are counted."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from factory.core import clock
from factory.core.scoping import ScopedQuerySet
from factory.sites.models import SiteOwned
from occupancy.areas import WITHIN_ITSELF, why_not_within

DEFAULT_RESET = time(3, 0)
SET_RIGHT = ("reset_by", "reset_time")


class AreaQuerySet(ScopedQuerySet):
    def reset_daily(self) -> Self:
        """Areas that the day's schedule sets right."""
        return self.filter(reset_by__in=[Area.ResetBy.CLOCK, Area.ResetBy.QUIET])

    def open_at(self, at: datetime) -> Self:
        """Areas that were there at that moment."""
        return self.filter(opened_at__lte=at)

    def counted_by_punches(self) -> Self:
        """Areas whose count attendance hands over at their reset time."""
        return self.filter(reset_by=Area.ResetBy.PUNCHES)

    def nested(self) -> Self:
        """Areas that lie within another one, in whose count their people are already."""
        return self.filter(within__isnull=False)


class AreaManager(models.Manager.from_queryset(AreaQuerySet)):  # type: ignore[misc]
    """Areas that are in use."""

    def get_queryset(self) -> AreaQuerySet:
        rows: AreaQuerySet = super().get_queryset().filter(removed_at=None)
        return rows


class Area(SiteOwned):
    """A place whose people are counted. Statistics are its own: a swapped camera keeps its history.

    One that was removed after it had been counted stays as a row, so that its history can be read:
    ``everything`` holds those too, ``objects`` does not.
    """

    class ResetBy(models.TextChoices):
        CLOCK = "clock", "The clock: nobody is in at the reset time"
        QUIET = "quiet", "The quietest minute of the day before the reset time"
        PUNCHES = "punches", "Attendance: at the reset time those are in whose punches say so"
        HEADCOUNT = "headcount", "Head counts only, by a person or over the API"
        NEVER = "never", "Never: the place does not empty"

    name = models.CharField(max_length=120)
    within = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="within",
        help_text="a larger area with counters of its own, in whose count these people are already;"
        " the site's sums take the outer one only, of the past too",
    )
    capacity = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="people; empty: no limit",
    )
    warn_percent = models.PositiveSmallIntegerField(
        default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    reset_by = models.CharField(
        max_length=9,
        choices=ResetBy.choices,
        default=ResetBy.CLOCK,
        help_text="what sets the count right, since every counter misses somebody now and then",
    )
    reset_time = models.TimeField(
        null=True,
        blank=True,
        default=DEFAULT_RESET,
        help_text="site time: when nobody is in, when to look back for the quietest minute, or when"
        " attendance says who is in",
    )
    reset_since = models.DateTimeField(
        null=True,
        editable=False,
        help_text="since when it is set right in this way at this time; empty: ever since",
    )
    closed_from = models.TimeField(null=True, blank=True, help_text="site time")
    closed_until = models.TimeField(null=True, blank=True)
    opened_at = models.DateTimeField(
        default=clock.now,
        editable=False,
        help_text="since when it is counted: no day that began before is judged, and no count set right",
    )
    removed_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = AreaManager()
    everything: ClassVar[Any] = AreaQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "name"], condition=Q(removed_at=None), name="area_name_once"
            ),
            models.CheckConstraint(
                condition=Q(closed_from__isnull=True, closed_until__isnull=True)
                | Q(closed_from__isnull=False, closed_until__isnull=False),
                name="area_closed_both",
                violation_error_message="Closed hours need a beginning and an end.",
            ),
            models.CheckConstraint(
                condition=Q(reset_by__in=["headcount", "never"]) | Q(reset_time__isnull=False),
                name="area_reset_time",
                violation_error_message="This way of resetting needs a reset time.",
            ),
            models.CheckConstraint(
                condition=Q(within=None) | ~Q(within=F("id")),
                name="area_within_another",
                violation_error_message=WITHIN_ITSELF,
            ),
        ]
        ordering = ["site", "name"]

    def __str__(self) -> str:
        return self.name

    def save(self, **options: Any) -> None:
        """Keep from when on the count is set right in another way or at another time.

        What is past was said under the setting of its own time, and is not said again.
        """
        before = Area.everything.filter(pk=self.pk).values(*SET_RIGHT).first() if self.pk else None
        if before and any(getattr(self, name) != was for name, was in before.items()):
            self.reset_since = clock.now()
            if (names := options.get("update_fields")) is not None:
                options["update_fields"] = {*names, "reset_since"}
        super().save(**options)

    @property
    def set_right_since(self) -> datetime:
        """Since when what sets the count right now has done so: not before the area was there."""
        opened: datetime = self.opened_at
        return max(opened, self.reset_since or opened)

    def goes_by(self, at: datetime) -> bool:
        """Return whether what sets the count right now did so at ``at`` already."""
        return at >= self.set_right_since

    def clean(self) -> None:
        """The outer area is of the same site, and does not itself lie within this one."""
        super().clean()
        if self.within_id is None:
            return
        places = dict(Area.objects.filter(site=self.site_id).values_list("pk", "within"))
        if problem := why_not_within(self.pk, self.within_id, places):
            raise ValidationError({"within": problem})
