"""On what basis a face may be kept and searched, and the proof that it was let go of."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from factory.core import clock
from factory.core.leases import Claimable, State
from factory.core.models import WorkQuerySet
from factory.core.scoping import ScopedQuerySet
from factory.sites.models import SiteOwned


class ConsentQuerySet(ScopedQuerySet):
    """Filters over recorded bases."""

    def in_force(self, at: datetime | None = None) -> Self:
        """Bases that hold at ``at`` (now)."""
        moment = at or clock.now()
        standing = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=moment)
        return self.filter(standing, given_at__lte=moment)


class ConsentRecord(SiteOwned):
    """A recorded basis for face recognition of one person. Withdrawn, never deleted or edited."""

    class Basis(models.TextChoices):
        CONSENT = "consent", "Explicit consent"
        OBLIGATION = "obligation", "Legal obligation"
        AGREEMENT = "agreement", "Works agreement"

    employee = models.ForeignKey(
        "identity.Employee", on_delete=models.PROTECT, related_name="consents"
    )
    version = models.CharField(max_length=40, help_text="of the text that was agreed to")
    purpose = models.CharField(max_length=160, default="attendance by face recognition")
    basis = models.CharField(max_length=12, choices=Basis.choices, default=Basis.CONSENT)
    evidence = models.CharField(
        max_length=300, help_text="where the signed paper or the click is kept"
    )
    given_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )

    objects: ClassVar[Any] = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_withdrawn_after_given",
            )
        ]
        indexes = [models.Index(fields=["employee", "withdrawn_at"], name="consent_of_employee")]
        ordering = ["-given_at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_basis_display()} {self.version}"


class ErasureQuerySet(WorkQuerySet):
    """Filters over erasures."""

    def at_work(self) -> Self:
        """Those that wait or run."""
        return self.filter(state__in=(State.PENDING, State.RUNNING))

    def of_people(self) -> Self:
        """Those of all that is kept of a person, rather than of one photo."""
        return self.exclude(why=Erasure.Why.PHOTO)


class Erasure(Claimable, SiteOwned):
    """Letting go of what is kept of a person's face, or of one photo of it: first work to do, then the
    proof that it is done.

    Counts, and nothing biometric. Work that was interrupted goes on where it stopped.
    """

    class Why(models.TextChoices):
        ASKED = "asked", "Asked for"
        WITHDRAWN = "withdrawn", "Consent withdrawn"
        NO_BASIS = "no_basis", "No basis is left"
        PHOTO = "photo", "One photo removed"

    employee = models.ForeignKey(
        "identity.Employee", on_delete=models.PROTECT, related_name="erasures"
    )
    why = models.CharField(max_length=10, choices=Why.choices, default=Why.ASKED)
    enrolment = models.ForeignKey(
        "identity.Enrolment",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="the one photo that is removed, until it is",
    )
    at = models.DateTimeField(default=clock.now)
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    templates = models.PositiveIntegerField(default=0)
    photos = models.PositiveIntegerField(default=0)
    snapshots = models.PositiveIntegerField(default=0)
    held_back = models.PositiveIntegerField(default=0, help_text="snapshots under legal hold")
    verified_at = models.DateTimeField(
        null=True, help_text="the engine's own list was read, and none of the faces was on it"
    )

    objects: ClassVar[Any] = ErasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["employee"],
                condition=Q(state__in=[State.PENDING, State.RUNNING]) & ~Q(why="photo"),
                name="erasure_one_at_work",
            )
        ]
        indexes = [Claimable.waiting_index("erasure_waiting")]
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.employee_id} {self.at:%Y-%m-%d}"
