"""Which people a machine may name, and of whom something is kept for no reason any more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from factory.core import clock
from factory.core.scoping import ScopedQuerySet
from factory.sites.models import Site
from identity.leaving import working_day
from identity.models.consent import ConsentRecord, Erasure

KEPT_AFTER_LEAVING = timedelta(days=30)
"""Somebody who comes back within the month need not be enrolled anew."""


def _have_left() -> Q:
    """Whose last day is over where they worked, and the shift that began on it."""
    left = Q(pk__in=())
    for zone in Site.objects.values_list("time_zone", flat=True).distinct().order_by():
        day = working_day(clock.now(), ZoneInfo(zone))
        left |= Q(site__time_zone=zone, left_on__isnull=False, left_on__lt=day)
    return left


class EmployeeQuerySet(ScopedQuerySet):
    """Filters over people."""

    def recognisable(self) -> Self:
        """People whom a machine may name by their face now: one query for the zones of the sites.

        They are active and have not left, have not chosen the non-biometric way, and a recorded basis is
        in force.
        """
        basis = ConsentRecord.objects.in_force().filter(employee=OuterRef("pk"))
        there = self.filter(~_have_left(), active=True, biometric_alternative=False)
        return there.filter(Exists(basis))

    def recognisable_of(self, day: date) -> Self:
        """People whom a machine may name now by a face of a day of work (``working_day``)."""
        basis = ConsentRecord.objects.in_force().filter(employee=OuterRef("pk"))
        there = Q(left_on__isnull=True) | Q(left_on__gte=day)
        return self.filter(there, Exists(basis), active=True, biometric_alternative=False)

    def to_forget(self) -> Self:
        """People of whose face something is kept although nothing allows that any more.

        No basis is in force, they use a badge instead, or they left a month ago.
        """
        basis = ConsentRecord.objects.in_force().filter(employee=OuterRef("pk"))
        long_ago = clock.now() - KEPT_AFTER_LEAVING
        left = Q(left_on__lt=long_ago.date()) | Q(
            left_on__isnull=True, active=False, inactive_since__lt=long_ago
        )
        unfounded = self.filter(~Exists(basis) | Q(biometric_alternative=True) | left)
        return unfounded.filter(
            self._keeps("templates") | self._keeps("enrolments") | self._pictured()
        )

    def _keeps(self, relation: str) -> Exists:
        me = self.model.objects.filter(pk=OuterRef("pk"))
        return Exists(me.filter(**{f"{relation}__isnull": False}))

    def _pictured(self) -> Q:
        """Pictures that show them, by what was ever said; one under legal hold goes when that ends."""
        me = self.model.objects.filter(pk=OuterRef("pk"))
        named = me.filter(sightings__snapshot__legal_hold=False)
        once = me.filter(decisions__sighting__snapshot__legal_hold=False)
        doubtful = me.filter(
            doubtful_sightings__outcome="REVIEW", doubtful_sightings__snapshot__legal_hold=False
        )
        return Q(Exists(named)) | Q(Exists(once)) | Q(Exists(doubtful))

    def note_inactive(self) -> None:
        """Write down since when people are inactive, by whatever way they became so."""
        self.filter(active=False, inactive_since=None).update(inactive_since=clock.now())
        self.filter(active=True, inactive_since__isnull=False).update(inactive_since=None)

    def without_erasure(self) -> Self:
        """People for whom no erasure waits or runs."""
        at_work = Erasure.objects.of_people().at_work()
        return self.filter(~Exists(at_work.filter(employee=OuterRef("pk"))))

    def with_consent_state(self) -> Self:
        """Add ``has_basis`` to each row, so that lists ask no query for each."""
        basis = ConsentRecord.objects.in_force().filter(employee=OuterRef("pk"))
        return self.annotate(has_basis=Exists(basis))

    def with_photos(self) -> Self:
        """Add ``photos_enrolled`` to each row: of how many photos there are templates."""
        photo = Coalesce("templates__enrolment", F("templates__pk") * -1)
        return self.annotate(photos_enrolled=Count(photo, distinct=True))
