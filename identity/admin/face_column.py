"""What the employees' list and page say of the face."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

MOST_PHOTOS = 12
MOST_ERASURES = 3
"""One that was asked for twice deletes nothing the second time: what the first did is shown too."""


class HasFace(admin.SimpleListFilter):
    """Who can be recognised, and who still has to be enrolled or asked."""

    title = "face"
    parameter_name = "face"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("known", "Enrolled"),
            ("to_enrol", "Consent, no photo yet"),
            ("no_basis", "No consent"),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "known":
            return queryset.filter(photos_enrolled__gt=0)
        if self.value() == "to_enrol":
            return queryset.filter(photos_enrolled=0, has_basis=True, biometric_alternative=False)
        return queryset.filter(has_basis=False) if self.value() == "no_basis" else queryset


def face_facts(employee: Any) -> dict[str, Any]:
    """Return what an employee's page says of the face, of a new one nothing: three queries."""
    if employee.pk is None:
        return {"employee": None}
    return {
        "employee": employee,
        "basis": employee.consents.in_force().first(),
        "erasures": employee.erasures.of_people()[:MOST_ERASURES],
        "enrolments": employee.enrolments.all()[:MOST_PHOTOS],
    }
