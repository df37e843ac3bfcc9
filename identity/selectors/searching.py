"""Reads: whose face is whose, who may be named, and what a site's galleries hold."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from factory.core.errors import NotFound
from identity.engines.gallery import LOCAL_MODEL, Gallery
from identity.models import FaceTemplate, Outcome, Sighting
from streaming.models import Camera


def owners_of(site_id: int, engine: str, face_ids: Iterable[str]) -> dict[str, int]:
    """Return face id → employee id for the faces that are ours, but for photos that are being removed."""
    mine = FaceTemplate.objects.filter(
        site_id=site_id, engine=engine, face_id__in=list(face_ids), enrolment__removed_at=None
    )
    return dict(mine.order_by().values_list("face_id", "employee_id"))


_galleries: dict[int, tuple[tuple[int, int], Gallery]] = {}


def gallery_of(site_id: int) -> Gallery:
    """Return a site's local templates, decrypted once per process and change: one query to know. Those of
    photos that are being removed are not among them: one would hide the same person's others.

    Ids only grow, and deletions and removals lower the count, so that the two together name a state of
    the table.
    """
    rows = FaceTemplate.objects.filter(
        site_id=site_id, engine="local", model_version=LOCAL_MODEL, enrolment__removed_at=None
    ).order_by()
    facts = rows.aggregate(count=Count("pk"), newest=Max("pk"))
    version = (facts["count"], facts["newest"] or 0)
    known = _galleries.get(site_id)
    if known and known[0] == version:
        return known[1]
    gallery = Gallery.of(_vectors(rows))
    _galleries[site_id] = (version, gallery)
    return gallery


def _vectors(rows: QuerySet[FaceTemplate]) -> Iterable[tuple[str, int, bytes]]:
    for face_id, employee_id, vector in rows.values_list("face_id", "employee_id", "vector"):
        yield face_id, employee_id, base64.b64decode(vector)


def camera_called(name: object, caller: object, perm: str) -> Camera | None:
    """Return the camera of that short name or number where the caller has ``perm``; raises NotFound."""
    if name in (None, ""):
        return None
    text = str(name)
    number = Q(pk=int(text)) if text.isascii() and text.isdecimal() else Q()
    mine = Camera.objects.for_user(caller, perm)
    found: Camera | None = mine.filter(Q(camera_id=text) | number).first()
    if found is None:
        raise NotFound(f"There is no camera {text}.")
    return found


@dataclass(frozen=True, slots=True)
class SettledSighting:
    """What became of a sighting; ``name`` is empty unless it matched."""

    pk: int
    name: str
    similarity: float


def settled_among(pks: Iterable[int]) -> list[SettledSighting]:
    """Return those of the sightings that wait no longer: one query."""
    rows = Sighting.objects.filter(pk__in=list(pks)).exclude(outcome=Outcome.WAITING)
    return [
        SettledSighting(pk, name if outcome == Outcome.MATCHED else "", similarity or 0.0)
        for pk, outcome, name, similarity in rows.values_list(
            "pk", "outcome", "employee__name", "similarity"
        )
    ]
