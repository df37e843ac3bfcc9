"""What people draw for areas: the lines and zones that cameras watch."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models

from factory.core.scoping import ScopedQuerySet
from factory.sites.models import SiteOwned
from occupancy.areas import both_kinds
from occupancy.counts import Pair
from occupancy.geometry import Side, why_not_points
from occupancy.models.areas import Area
from streaming.models import Camera


class OfArea(SiteOwned):
    """Abstract: a camera's part in an area of its own site."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    camera = models.ForeignKey(Camera, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Camera and area belong to this row's site."""
        super().clean()
        for name in ("area", "camera"):
            other = getattr(self, name, None) if getattr(self, f"{name}_id") else None
            if other is not None and other.site_id != self.site_id:
                raise ValidationError({name: f"There is no such {name} at this site."})


class LineQuerySet(ScopedQuerySet):
    """Filters over lines and zones."""

    def in_use_of(self, camera_id: int, area_id: int) -> Self:
        """Lines and zones by which a camera counts for an area."""
        return self.filter(camera=camera_id, area=area_id, enabled=True)


class CountingLine(OfArea):
    """A line that people cross, or a zone that they are in, on one camera's picture.

    ``points`` are ``[x, y]`` from 0 to 1, from the picture's upper left corner: two for a line, more for
    a zone. A line runs from its first point to its second; ``in_side`` is where people are once they
    have gone in, seen along the line.
    """

    class Kind(models.TextChoices):
        LINE = "line", "Line"
        ZONE = "zone", "Zone"

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=4, choices=Kind.choices, default=Kind.LINE)
    points = models.JSONField(help_text="[[x, y], [x, y]], each from 0 to 1")
    in_side = models.CharField(
        max_length=5,
        choices=[(side.value, side.value.title()) for side in Side],
        default=Side.LEFT.value,
        help_text="seen from the first point towards the second",
    )
    enabled = models.BooleanField(default=True)

    objects: ClassVar[Any] = LineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["camera", "name"], name="countingline_name_once")
        ]
        ordering = ["camera", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_zone(self) -> bool:
        return bool(self.kind == self.Kind.ZONE)

    @property
    def pair(self) -> Pair:
        return self.camera_id, self.area_id

    def clean(self) -> None:
        """Points are a line's or a zone's, and nobody is counted by both in one place."""
        super().clean()
        if problem := why_not_points(self.points, zone=self.is_zone):
            raise ValidationError({"points": problem})
        if problem := self._why_not_beside():
            raise ValidationError({"kind": problem})

    def _why_not_beside(self) -> str:
        """Return why it cannot count beside the camera's other lines and zones for the area."""
        if not (self.enabled and self.camera_id and self.area_id):
            return ""
        mine = CountingLine.objects.in_use_of(*self.pair).exclude(pk=self.pk)
        other = mine.exclude(kind=self.kind).first()
        return both_kinds(str(other), is_zone=self.is_zone) if other else ""
