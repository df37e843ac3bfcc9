"""Which people a machine may name, and of whom something is kept for no reason any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from factory.core import clock
from factory.core.leases import State
from factory.core.scoping import ScopedQuerySet
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
        """Add ``photos_enrolled`` to each row: of how many photos there are templates."""
        photo = Coalesce("templates__enrolment", F("templates__pk") * -1)
        return self.annotate(photos_enrolled=Count(photo, distinct=True))
