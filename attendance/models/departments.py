"""From which day on who is in which department."""

from __future__ import annotations

from django.db import models

from factory.core.dates import check_day
from factory.sites.models import SiteOwned
from identity.models import Employee


class EmployeeDepartment(SiteOwned):
    """Somebody is in a department from a day on; there are rows of those only who have moved.

    Written where the employee's department is changed; a wrong day is corrected here.
    """

    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="departments")
    department = models.CharField(max_length=120, blank=True)
    since = models.DateField(
        validators=[check_day],
        help_text="the first day; the oldest holds for all days before it too",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["employee", "since"],
                name="employeedepartment_once",
                violation_error_message="This person moves on that day already.",
            )
        ]
        ordering = ["employee", "-since"]

    def __str__(self) -> str:
        return f"{self.employee}: {self.department or 'no department'} since {self.since}"
