"""What is kept of a person's face, counted: what an erasure would delete."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import DurationField, Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from factory.evidence.models import Snapshot
from identity.models import Decision, Employee, Enrolment, FaceTemplate, Outcome, Sighting
from identity.selectors.in_force import quiet_of

SENDERS = {"of_camera": "camera_id", "of_device": "device_id", "of_person": "reported_by_id"}
"""A track's numbers are theirs; none is none, and no row's key is 0."""


@dataclass(frozen=True, slots=True)
class KeptOfFace:
    """``held_back`` snapshots are under legal hold and would stay."""

    templates: int
    photos: int
    snapshots: int
    held_back: int


def shown_in(employee_id: int, site_id: int) -> Any:
    """Return the sightings that show a person: those that name them or ever did, those in review that
    are as like them as the likeliest, and the unnamed ones that the system itself ties to those, by the
    track of a match or by the strangers' group of a face that a person named. Of whom a person said
    something else is somebody else.
    """
    said = Decision.objects.standing().filter(sighting=OuterRef("pk"), by=Decision.By.PERSON)
    unnamed = Sighting.objects.filter(~Exists(said), site=site_id, employee=None)
    tied = unnamed.filter(
        _of_a_matched_track(employee_id, site_id) | _of_a_named_group(employee_id)
    )
    named = Sighting.objects.that_named(employee_id)
    likely = Sighting.objects.that_may_show(employee_id)
    parts = (Q(pk__in=part.values("pk")) for part in (named, likely, tied))
    return Sighting.objects.filter(reduce(or_, parts))


def _of_a_matched_track(employee_id: int, site_id: int) -> Q:
    quiet = Value(quiet_of(site_id), DurationField())
    matches = Sighting.objects.filter(employee=employee_id, outcome=Outcome.MATCHED)
    tracked = matches.exclude(track_id="")
    there = tracked.annotate(
        **{name: Coalesce(field, 0) for name, field in SENDERS.items()}
    ).filter(
        track_id=OuterRef("track_id"),
        captured_at__gte=OuterRef("captured_at") - quiet,
        captured_at__lte=OuterRef("captured_at") + quiet,
        **{name: Coalesce(OuterRef(field), 0) for name, field in SENDERS.items()},
    )
    return Q(Exists(there), track_id__in=tracked.values("track_id"))


def _of_a_named_group(employee_id: int) -> Q:
    named = Decision.objects.standing().filter(
        employee=employee_id, by=Decision.By.PERSON, word=Decision.Word.NAMED
    )
    groups = named.filter(sighting__stranger__isnull=False).values("sighting__stranger")
    return Q(stranger__in=groups)


def kept_of_face(employee: Employee) -> KeptOfFace:
    """Return what there is of a person's face: three queries."""
    shown = shown_in(employee.pk, employee.site_id).values("snapshot")
    holds = Snapshot.objects.filter(pk__in=shown).values_list("legal_hold", flat=True)
    held = sum(holds)
    return KeptOfFace(
        templates=FaceTemplate.objects.filter(employee=employee).count(),
        photos=Enrolment.objects.filter(employee=employee).exclude(photo="").count(),
        snapshots=len(holds) - held,
        held_back=held,
    )
