"""Faces recognised on this machine: dlib's detector and embedding, matched against our own templates."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from factory.core.errors import Invalid
from identity.engines.base import Enrolled, Found, GalleryOf, Refused, Unusable
from identity.engines.local_models import networks
from identity.engines.pictures import as_rgb
from identity.refusals import GROUP, NO_FACE

MODEL_VERSION = "dlib-resnet-v1"
LONGEST_SIDE = 640
MOST_ENLARGED = 2.0
SHARPEST_BLUR = 20.0
"""Variance of the Laplacian below which a face of 150 pixels shows no features (own trial)."""
FACE_SIDE = 150
FINER = 1
"""Photos for enrolment are looked at twice as large, so that a bystander of 40 pixels is seen, too."""


class LocalEngine:
    """FaceEngine on dlib. It keeps nothing: vectors come back to be stored encrypted."""

    name = "local"

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
        return Found(gallery().nearest(vector), MODEL_VERSION)

    def enrol(self, picture: bytes, *, collection: str, external_id: str) -> Enrolled | Refused:
        """Embed the photo's one face; its id is made of whose it is and of the photo."""
        rgb = _scaled(as_rgb(picture))
        with self._lock:
            faces = list(networks().detect(rgb, FINER))
            if len(faces) != 1:
                return Refused(GROUP if faces else NO_FACE)
            if sharpness(rgb, faces[0]) < SHARPEST_BLUR:
                return Refused("The face is blurred.")
            vector = _embedded(rgb, faces[0])
        named = f"{collection}|{external_id}|".encode() + picture
        return Enrolled(hashlib.sha256(named).hexdigest(), MODEL_VERSION, vector.tobytes())

    def forget(self, face_ids: Iterable[str], *, collection: str) -> None:
        """Do nothing: what there is to forget are our own templates."""
        del face_ids, collection


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


def sharpness(rgb: NDArray[np.uint8], face: Any) -> float:
    """Return the variance of the Laplacian of a face brought to one size; small is blurred."""
    top, left = max(face.top(), 0), max(face.left(), 0)
    crop = rgb[top : face.bottom(), left : face.right()]
    grey = cv2.resize(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), (FACE_SIDE, FACE_SIDE))
    return float(cv2.Laplacian(grey, cv2.CV_64F).var())
