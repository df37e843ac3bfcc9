"""Faces recognised on this machine: dlib's detector and embedding, matched against our own templates."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from factory.core.errors import Invalid
from identity.engines.base import Enrolled, Found, GalleryOf, Refused, Unusable
from identity.engines.gallery import LOCAL_MODEL
from identity.engines.local_models import networks
from identity.engines.pictures import as_rgb
from identity.photo_rules import Examined, FaceFacts, examine_faces

LONGEST_SIDE = 640
MOST_ENLARGED = 2.0
FACE_SIDE = 150
FINER = 1
"""Photos for enrolment are looked at twice as large, so that a bystander of 40 pixels is seen, too."""


class LocalEngine:
    """FaceEngine on dlib. It keeps nothing: vectors come back to be stored encrypted."""

    name = "local"
    paid = False

    def __init__(self) -> None:
        # dlib's objects are not documented to be safe in several threads at once.
        self._lock = threading.Lock()

    def search(self, picture: bytes, *, collection: str, gallery: GalleryOf) -> Found | Unusable:
        del collection
        try:
            rgb = _scaled(as_rgb(picture))
        except Invalid as error:
            return Unusable("POOR_QUALITY", error.detail)
        with self._lock:
            faces = list(networks().detect(rgb))
            if not faces:
                return Unusable("NO_FACE", "There is no face in the picture.")
            vector = _embedded(rgb, max(faces, key=lambda face: face.area()))
        return Found(gallery().nearest(vector), LOCAL_MODEL)

    def describe(self, picture: bytes) -> NDArray[np.float32] | None:
        """Return the embedding of the largest face, or None where there is none; raises Invalid."""
        with self._lock:
            faces = look_at(picture)
        return faces[0][1] if faces else None

    def examine(self, picture: bytes) -> Examined:
        """Return what is wrong with a photo for enrolment, or could be better; raises Invalid."""
        rgb = as_rgb(picture)
        small = _scaled(rgb)
        with self._lock:
            return _examined(rgb, small, list(networks().detect(small, FINER)))

    def enrol(
        self, picture: bytes, *, collection: str, external_id: str, first: bool
    ) -> Enrolled | Refused:
        """Embed the photo's one face; its id is made of whose it is and of the photo."""
        del first
        rgb = as_rgb(picture)
        small = _scaled(rgb)
        with self._lock:
            faces = list(networks().detect(small, FINER))
            seen = _examined(rgb, small, faces)
            if seen.refusal:
                return Refused(seen.refusal)
            vector = _embedded(small, faces[0])
        named = f"{collection}|{external_id}|".encode() + picture
        face_id = hashlib.sha256(named).hexdigest()
        return Enrolled(face_id, LOCAL_MODEL, vector.tobytes(), seen.hint)

    def forget(self, face_ids: Iterable[str], *, collection: str) -> None:
        """Do nothing: what there is to forget are our own templates."""
        del face_ids, collection

    def listed(self, *, collection: str) -> Iterator[tuple[str, str]]:
        """Yield nothing, for the same reason as ``kept``."""
        del collection
        return iter(())

    def kept(self, face_ids: Iterable[str], *, collection: str, external_id: str) -> list[str]:
        """Return nothing: the templates are ours, and their rows say what is left."""
        del face_ids, collection, external_id
        return []


def look_at(picture: bytes) -> list[tuple[tuple[float, float, float, float], NDArray[np.float32]]]:
    """Return (left, top, width, height as parts of the sides, vector) of each face, largest first.

    Raises Invalid for what is not a picture. For one thread at a time.
    """
    rgb = _scaled(as_rgb(picture))
    height, width = rgb.shape[:2]
    faces = sorted(networks().detect(rgb), key=lambda face: -face.area())
    return [
        (
            (
                face.left() / width,
                face.top() / height,
                face.width() / width,
                face.height() / height,
            ),
            _embedded(rgb, face),
        )
        for face in faces
    ]


def _scaled(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the picture with its longer side at 640 pixels; small crops at most doubled.

    The detector looks for faces of 80 pixels and more, and its time grows with the area.
    """
    factor = min(LONGEST_SIDE / max(rgb.shape[:2]), MOST_ENLARGED)
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    scaled = cv2.resize(rgb, None, fx=factor, fy=factor, interpolation=method)
    return np.ascontiguousarray(scaled, dtype=np.uint8)


def _embedded(rgb: NDArray[np.uint8], face: Any) -> NDArray[np.float32]:
    shape = networks().landmarks(rgb, face)
    return np.array(networks().embed.compute_face_descriptor(rgb, shape), dtype=np.float32)


def _examined(rgb: NDArray[np.uint8], small: NDArray[np.uint8], faces: list[Any]) -> Examined:
    factor = max(rgb.shape[:2]) / max(small.shape[:2])
    return examine_faces([_facts(small, face, factor) for face in faces])


def _facts(rgb: NDArray[np.uint8], face: Any, factor: float) -> FaceFacts:
    """Return the facts of a face; blur is measured with the face brought to one size."""
    top, left = max(face.top(), 0), max(face.left(), 0)
    crop = rgb[top : face.bottom(), left : face.right()]
    grey = cv2.resize(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), (FACE_SIDE, FACE_SIDE))
    sharpness = float(cv2.Laplacian(grey, cv2.CV_64F).var())
    return FaceFacts(face.width() * factor, sharpness, float(grey.mean()))
