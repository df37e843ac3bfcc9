"""What lateness costs, as data: policies with dates, for a department or a whole site."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from attendance.late_policies import LatePolicy as LateRule
from attendance.models.spans import ONE_OPEN, GroupSpan, Span


class LatePolicy(GroupSpan):
    """A cost such as half a day for every third late of a payroll period, for a group of people.

    A department's policy goes before the site's on the days on which both hold; of two of one
    group, which are refused by now, the newer counts.
    """

    GROUP = ("department",)

    department = models.CharField(max_length=120, blank=True, help_text="empty: all")
    every = models.PositiveSmallIntegerField(
        default=3,
        validators=[MinValueValidator(1)],
        help_text="so many late days of a payroll period ...",
    )
    half_days = models.PositiveSmallIntegerField(
        default=1, help_text="... cost so many half days, again and again"
    )
    forgiven = models.PositiveSmallIntegerField(
        default=0, help_text="the first late days of a period that do not count"
    )
    from_minutes = models.PositiveSmallIntegerField(
        default=0, help_text="a day that is late by less does not count"
    )

    class Meta:
        verbose_name_plural = "late policies"
        constraints = [
            Span.order_check("latepolicy_order"),
            # Other overlaps are refused by the service, as for weekly offs.
            models.UniqueConstraint(
                fields=["site", "department"],
                condition=Q(to_date__isnull=True),
                name="latepolicy_one_open",
                violation_error_message=ONE_OPEN,
            ),
        ]
        ordering = ["site", "-from_date", "id"]

    def __str__(self) -> str:
        who = self.department or "everybody"
        return f"{who}: every {self.every} late, {self.half_days} half days"

    def rule(self) -> LateRule:
        """Return the policy as the rules see it; raises ValueError where it makes no sense."""
        return LateRule(
            every=self.every,
            half_days=self.half_days,
            forgiven=self.forgiven,
            from_minutes=self.from_minutes,
        )
