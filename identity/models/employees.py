"""People who work at a site, and the numbers by which they are known."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q

from factory.core import clock
from factory.core.leases import State
from factory.core.scoping import ScopedQuerySet
from factory.sites.models import SiteOwned
from identity.models.consent import ConsentRecord, Erasure

KEPT_AFTER_LEAVING = timedelta(days=30)
"""Somebody who comes back within the month need not be enrolled anew."""


class EmployeeQuerySet(ScopedQuerySet):
    """Filters over people."""

    def recognisable(self) -> Self:
        """People whom a machine may name by their face now.

        They are active, have not chosen the non-biometric way, and a recorded basis is in force.
        """
        basis = ConsentRecord.objects.in_force().filter(employee=OuterRef("pk"))
        return self.filter(Exists(basis), active=True, biometric_alternative=False)

    def to_forget(self) -> Self:
        """People of whose face something is kept although nothing allows that any more.

        No basis is in force, they use a badge instead, or they left a month ago.
        """
        basis = ConsentRecord.objects.in_force().filter(employee=OuterRef("pk"))
        left = Q(left_on__lt=clock.now().date() - KEPT_AFTER_LEAVING)
        unfounded = self.filter(~Exists(basis) | Q(biometric_alternative=True) | left)
        kept = Q(templates__isnull=False) | Q(enrolments__isnull=False)
        return unfounded.filter(kept).distinct()

    def without_erasure(self) -> Self:
        """People for whom no erasure waits or runs."""
        at_work = Erasure.objects.filter(state__in=(State.PENDING, State.RUNNING))
        return self.filter(~Exists(at_work.filter(employee=OuterRef("pk"))))

    def with_consent_state(self) -> Self:
        """Add ``has_basis`` to each row, so that lists ask no query for each."""
        basis = ConsentRecord.objects.in_force().filter(employee=OuterRef("pk"))
        return self.annotate(has_basis=Exists(basis))

    def with_photos(self) -> Self:
        """Add ``photos_enrolled`` to each row: how many templates there are."""
        return self.annotate(photos_enrolled=Count("templates", distinct=True))


class Employee(SiteOwned):
    """A person who works at a site. Punches and payroll point here; a face is never required."""

    employee_code = models.CharField(max_length=40, help_text="unique at the site, as HR writes it")
    name = models.CharField(max_length=160)
    department = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    joined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    active = models.BooleanField(default=True)
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
