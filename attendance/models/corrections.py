"""Regularisations: somebody asks for a correction, somebody else decides."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from attendance.models.own import own_or_granted
from attendance.models.punches import Punch
from factory.core import clock
from factory.core.scoping import ScopedQuerySet, access_of
from factory.sites.models import SiteOwned
from identity.models import Employee

UNCHANGED = "approved, but the day is as before: other punches go further. Void the wrong one."
VIEW = "attendance.view_regularisation"


class RegularisationQuerySet(ScopedQuerySet):
    """Filters over requests."""

    def visible_to(self, user: Any) -> Self:
        """Rows of the sites whose requests the caller may see, and those about the caller."""
        return self.filter(own_or_granted(access_of(user), user, VIEW))


class Regularisation(SiteOwned):
    """A request to correct a day. Approved, it makes new punches or voids one; it edits none."""

    class State(models.TextChoices):
        PENDING = "pending", "Waiting"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="regularisations")
    day = models.DateField()
    check_in_time = models.DateTimeField(null=True, blank=True, help_text="a missed coming")
    check_out_time = models.DateTimeField(null=True, blank=True, help_text="a missed going")
    void_punch = models.ForeignKey(
        Punch,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="a punch that was not this person's, or not at all",
    )
    reason = models.CharField(max_length=500)
    evidence = models.CharField(max_length=300, blank=True, help_text="where the proof is kept")
    state = models.CharField(
        max_length=8, choices=State.choices, default=State.PENDING, editable=False
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    note = models.CharField(max_length=500, blank=True, editable=False)

    changed_nothing = False
    """Of one that has just been approved: whether the days came out as before."""

    objects: ClassVar[Any] = RegularisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(asked_by__isnull=True)
                | ~Q(decided_by=F("asked_by")),
                name="regularisation_four_eyes",
                violation_error_message="Somebody else than the requester decides.",
            ),
            models.CheckConstraint(
                condition=Q(check_in_time__isnull=False)
                | Q(check_out_time__isnull=False)
                | Q(void_punch__isnull=False),
                name="regularisation_asks_something",
                violation_error_message="Give a check-in, a check-out or a punch to void.",
            ),
        ]
        # The queue: what waits for a decision, oldest first.
        indexes = [
            models.Index(
                fields=["site", "asked_at"],
                name="regularisation_waiting",
                condition=Q(state="pending"),
            )
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.employee_id} {self.day} {self.state}"
