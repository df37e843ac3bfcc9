"""People who work at a site, and the numbers by which they are known."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from factory.core import clock
from factory.core.dates import check_day
from factory.sites.models import SiteOwned
from identity.leaving import working_day
from identity.models.employee_queries import EmployeeQuerySet


class Employee(SiteOwned):
    """A person who works at a site. Punches and payroll point here; a face is never required."""

    employee_code = models.CharField(max_length=40, help_text="unique at the site, as HR writes it")
    name = models.CharField(max_length=160)
    department = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    joined_on = models.DateField(null=True, blank=True, validators=[check_day])
    left_on = models.DateField(null=True, blank=True, validators=[check_day])
    active = models.BooleanField(default=True)
    # Noticed by the sweep: somebody may be made inactive without a last day.
    inactive_since = models.DateTimeField(null=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="employees",
        help_text="the account with which this person sees their own attendance",
    )
    biometric_alternative = models.BooleanField(
        default=False, help_text="uses a badge or code instead; what is kept of the face is deleted"
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[Any] = EmployeeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "employee_code"], name="employee_code_once"),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True)
                | Q(joined_on__isnull=True)
                | Q(left_on__gte=F("joined_on")),
                name="employee_left_after_joining",
                violation_error_message="Nobody leaves before having joined.",
            ),
        ]
        ordering = ["site", "employee_code"]

    def __str__(self) -> str:
        return f"{self.name} ({self.employee_code})"

    @property
    def why_no_face(self) -> str:
        """Why nobody may recognise this person by the face, basis or not; an empty text where one may."""
        if not self.active:
            return "This person is not active."
        if self.biometric_alternative:
            return "This person uses a badge or code instead of the face."
        if self.left_on and self.left_on < working_day(clock.now(), self.site.zone):
            return f"This person left on {self.left_on}."
        return ""

    @property
    def external_id(self) -> str:
        """The name under which an engine keeps this person's faces."""
        return f"site:{self.site_id}:employee:{self.pk}"

    @property
    def badge(self) -> str:
        """The first badge number, from what was prefetched where it was."""
        kind = Identifier.Kind.BADGE
        return next((one.value for one in self.identifiers.all() if one.kind == kind), "")


class Identifier(SiteOwned):
    """A number by which a terminal knows a person: a badge, a card, a code."""

    class Kind(models.TextChoices):
        BADGE = "badge", "Badge"
        CARD = "card", "Card"
        CODE = "code", "Code"

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.BADGE)
    value = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "kind", "value"], name="identifier_once")
        ]
        ordering = ["site", "kind", "value"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"
