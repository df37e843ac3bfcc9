"""Rows that hold for days in a row, and those of which a group has one on a day at most."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from factory.core.dates import check_day
from factory.core.scoping import ScopedQuerySet
from factory.sites.models import SiteOwned

OVERLAP = "overlap"
ONE_OPEN = "There is one until further notice already; end it first."


class SpanQuerySet(ScopedQuerySet):
    """Rows that hold from ``from_date`` to ``to_date``, both included; open where it is empty."""

    def meeting(self, first: date, last: date | None) -> Self:
        """Rows with a day in common with ``first`` to ``last`` (None: for ever)."""
        rows = self.filter(Q(to_date__isnull=True) | Q(to_date__gte=first))
        return rows if last is None else rows.filter(from_date__lte=last)


class Span(SiteOwned):
    """Abstract: something that holds for days in a row."""

    from_date = models.DateField(validators=[check_day])
    to_date = models.DateField(
        null=True, blank=True, validators=[check_day], help_text="empty: until further notice"
    )

    objects: ClassVar[Any] = SpanQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def order_check(cls, name: str) -> models.CheckConstraint:
        """Return the constraint that a span does not end before it begins."""
        return models.CheckConstraint(
            condition=Q(to_date__isnull=True) | Q(to_date__gte=F("from_date")),
            name=name,
            violation_error_message="The last day lies before the first.",
        )


class GroupSpan(Span):
    """Abstract: what holds for a group of people, which has one such row on a day at most."""

    GROUP: ClassVar[tuple[str, ...]]

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse a second row of the same group on any of the days."""
        super().clean()
        if None in {self.site_id, self.from_date}:
            return
        group = {name: getattr(self, name) for name in self.GROUP}
        others = type(self).objects.filter(site_id=self.site_id, **group).exclude(pk=self.pk)
        other = others.meeting(self.from_date, self.to_date).order_by("from_date").first()
        if other is not None:
            raise ValidationError(
                f"There is “{other}” from {other.from_date} to"
                f" {other.to_date or 'further notice'} already; end it first.",
                code=OVERLAP,
            )
