"""Faces that a collection keeps and of which we have no template, listed and deleted: left by a lost
answer, by a database of before, or by another installation in the same collection.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice, starmap
from typing import NamedTuple

from factory.audit.services import record
from factory.sites.models import Site
from identity.engines.choice import face_engine
from identity.models import Employee, FaceTemplate
from identity.selectors import collection_of
from identity.services.orphan_alerts import close, under_way

AT_ONCE = 100


class OrphanFace(NamedTuple):
    """``name`` is the one under which it was enrolled, such as ``site:1:employee:77``."""

    face_id: str
    name: str


def find_orphans(*, site: Site, progress: Callable[[int], object] = int) -> list[OrphanFace]:
    """Return the site's collection's faces without a template; raises as FaceEngine does.

    ``progress`` is told of each that was listed. What is being enrolled is none: its template comes.
    """
    engine = face_engine()
    collection = collection_of(site, engine.name)
    found: list[OrphanFace] = []
    faces = starmap(OrphanFace, engine.listed(collection=collection))
    while batch := list(islice(faces, AT_ONCE)):
        progress(len(batch))
        found += _without_template(site, batch)
    return found


def delete_orphans(
    *, site: Site, faces: list[OrphanFace], progress: Callable[[int], object] = int
) -> int:
    """Delete faces that still have no template and close the alert; return how many. Safe to repeat."""
    engine = face_engine()
    collection, number = collection_of(site, engine.name), 0
    for start in range(0, len(faces), AT_ONCE):
        still = _without_template(site, faces[start : start + AT_ONCE])
        engine.forget([face.face_id for face in still], collection=collection)
        number += len(still)
        progress(min(AT_ONCE, len(faces) - start))
    if number:
        record(site_id=site.pk, caller=None, act="delete-orphan-faces", subject=site, faces=number)
    close(site, collection)
    return number


def _without_template(site: Site, faces: list[OrphanFace]) -> list[OrphanFace]:
    ids = [face.face_id for face in faces]
    known = set(FaceTemplate.objects.filter(face_id__in=ids).values_list("face_id", flat=True))
    people = Employee.objects.filter(pk__in=under_way(site).values("employee"))
    coming = {person.external_id for person in people}
    return [face for face in faces if face.face_id not in known and face.name not in coming]
