"""Reads: whose face is whose, who may be named, and what a site's galleries hold."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q, QuerySet

from factory.core import clock
from factory.core.errors import NotFound
from factory.core.memo import Memo
from identity.engines.gallery import LOCAL_MODEL, Gallery
from identity.models import ConsentRecord, FaceTemplate, NotThisPerson, Outcome, Sighting
from streaming.models import Camera


def is_recognisable(employee_id: int) -> bool:
    """Return whether a machine or a person may name this employee by the face now."""
    return _there(_bases(employee_id), clock.now())


def is_recognisable_locked(employee_id: int, seen_at: datetime) -> bool:
    """Return the same of a face seen at a time, and hold the basis until the caller's transaction ends.

    Whoever withdraws it meanwhile waits, and an erasure then finds what was named under it.
    """
    bases = _bases(employee_id).order_by("pk").select_for_update(of=("self",), no_key=True)
    return _there(bases, seen_at)


def _there(bases: Any, at: datetime) -> bool:
    """Return whether there is a basis of somebody who had not left ``at`` then, by their site's day."""
    rows = bases.values_list("employee__left_on", "site__time_zone")
    return any(left is None or at.astimezone(ZoneInfo(zone)).date() <= left for left, zone in rows)


def _bases(employee_id: int) -> Any:
    """The bases on which this employee is ``recognisable``; from their side, which is the short way."""
    return ConsentRecord.objects.in_force().filter(
        employee=employee_id, employee__active=True, employee__biometric_alternative=False
    )


_denials: Memo[int, frozenset[int]] = Memo()


def is_denied(employee_id: int, site_id: int) -> bool:
    """Return whether a person said of some face of the site that it is not this employee's."""

    def ask() -> frozenset[int]:
        said = NotThisPerson.objects.filter(site_id=site_id)
        return frozenset(said.values_list("employee_id", flat=True))

    return employee_id in _denials.get(site_id, ask)


def owners_of(site_id: int, engine: str, face_ids: Iterable[str]) -> dict[str, int]:
    """Return face id → employee id for the faces that are ours."""
    mine = FaceTemplate.objects.filter(site_id=site_id, engine=engine, face_id__in=list(face_ids))
    return dict(mine.values_list("face_id", "employee_id"))


_galleries: dict[int, tuple[tuple[int, int], Gallery]] = {}


def gallery_of(site_id: int) -> Gallery:
    """Return a site's local templates, decrypted once per process and change: one query to know.

    Ids only grow and deletions lower the count, so that the two together name a state of the table.
    """
    rows = FaceTemplate.objects.filter(
        site_id=site_id, engine="local", model_version=LOCAL_MODEL
    ).order_by()
    facts = rows.aggregate(count=Count("pk"), newest=Max("pk"))
    version = (facts["count"], facts["newest"] or 0)
    known = _galleries.get(site_id)
    if known and known[0] == version:
        return known[1]
    gallery = Gallery.of(_vectors(rows))
    _galleries[site_id] = (version, gallery)
    return gallery


def _vectors(rows: QuerySet[FaceTemplate]) -> Iterable[tuple[str, bytes]]:
    for face_id, vector in rows.values_list("face_id", "vector"):
        yield face_id, base64.b64decode(vector)


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
