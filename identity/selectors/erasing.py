"""What is kept of a person's face, counted: what an erasure would delete."""

from __future__ import annotations

from dataclasses import dataclass

from factory.evidence.models import Snapshot
from identity.models import Employee, Enrolment, FaceTemplate, Sighting


@dataclass(frozen=True, slots=True)
class KeptOfFace:
    """``held_back`` snapshots are under legal hold and would stay."""

    templates: int
    photos: int
    snapshots: int
    held_back: int


def kept_of_face(employee: Employee) -> KeptOfFace:
    """Return what there is of a person's face: three queries."""
    named = Sighting.objects.that_named(employee.pk).values("snapshot")
    holds = Snapshot.objects.filter(pk__in=named).values_list("legal_hold", flat=True)
    held = sum(holds)
    return KeptOfFace(
        templates=FaceTemplate.objects.filter(employee=employee).count(),
        photos=Enrolment.objects.filter(employee=employee).count(),
        snapshots=len(holds) - held,
        held_back=held,
    )
