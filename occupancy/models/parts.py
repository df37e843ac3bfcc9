"""The parts that cameras play in areas, in time."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import CASCADE, PROTECT, F, Q

from factory.core.scoping import ScopedQuerySet
from occupancy.models.facts import LiveCount
from occupancy.models.layout import CountingLine, OfArea
from occupancy.paces import MOST, USUAL
from streaming.models import Camera

HAS_A_PART = "This camera has a part in this area already."
ROLE_OF_LINES = "It counts by lines here, and lines are doors: draw a zone if it is to look inside."
ROLE_OF_ZONES = "It looks inside by a zone here: draw a line if it is to be a door."


def keep_what_counted(collector: Any, field: Any, parts: Any, using: str) -> None:
    """Delete the parts together with their camera unless it has counted in one of them.

    What it counted can only be read beside its part then: raises ProtectedError.
    """
    pairs = {(part.camera_id, part.area_id) for part in parts}
    counts = (
        LiveCount.objects.using(using).told().filter(camera_id__in={camera for camera, _ in pairs})
    )
    counted = pairs & set(counts.values_list("camera_id", "area_id"))
    (PROTECT if counted else CASCADE)(collector, field, parts, using)


class PartQuerySet(ScopedQuerySet):
    """Filters over cameras' parts."""

    def open(self) -> Self:
        """Parts that still hold."""
        return self.filter(until=None)


class AreaCamera(OfArea):
    """Which part a camera plays in an area, and from when until when: history is judged by it.

    A changed role, or a camera that is taken away, leaves the part that was; two parts of one camera in
    one area never overlap (on PostgreSQL the database sees to it, see the migrations).
    """

    class Role(models.TextChoices):
        ENTRY = "entry", "Entry: counts those who come in"
        EXIT = "exit", "Exit: counts those who leave"
        BOTH = "both", "Entry and exit"
        INSIDE = "inside", "Inside: counts those who are there"

    camera = models.ForeignKey(Camera, on_delete=keep_what_counted, related_name="+")
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.BOTH)
    reports_every = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(USUAL), MaxValueValidator(MOST)],
        help_text="minutes, of a counter that reports by itself; empty: learnt from its readings. What"
        " is not told for longer is a gap",
    )
    since = models.DateTimeField(null=True, editable=False, help_text="empty: from the beginning")
    until = models.DateTimeField(null=True, editable=False, help_text="empty: it still holds")

    objects: ClassVar[Any] = PartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "camera"],
                condition=Q(until=None),
                name="areacamera_one_open",
                violation_error_message=HAS_A_PART,
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(since__lt=F("until")),
                name="areacamera_order",
            ),
        ]
        ordering = ["area", "camera", "-id"]

    def __str__(self) -> str:
        return f"{self.camera} in {self.area}: {self.role}"

    def clean(self) -> None:
        """Say clearly what the constraint would refuse; forms leave out what it depends on."""
        super().clean()
        same = AreaCamera.objects.open().filter(area=self.area_id, camera=self.camera_id)
        if self.until is None and same.exclude(pk=self.pk).exists():
            raise ValidationError({"camera": HAS_A_PART})
        if problem := self.why_not_role():
            raise ValidationError({"role": problem})

    @property
    def looks_inside(self) -> bool:
        return bool(self.role == self.Role.INSIDE)

    def why_not_role(self) -> str:
        """Return why the role cannot be, by what is drawn on the camera's picture; empty if it can."""
        drawn = CountingLine.objects.in_use_of(self.camera_id, self.area_id)
        kinds = {line.is_zone: str(line) for line in drawn}
        if not kinds or self.looks_inside in kinds:
            return ""
        return ROLE_OF_ZONES if True in kinds else ROLE_OF_LINES
