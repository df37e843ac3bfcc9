"""Rekognition's shapes and error codes: how the emulator reads requests and words its answers."""

from __future__ import annotations

import base64
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from identity.emulator.eyes import Seen
from identity.emulator.shelf import Collection, StoredFace

Json = dict[str, Any]
MODEL_VERSION = "emulator-dlib-resnet-v1"


class AwsError(Exception):
    """An error as AWS answers it."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


def collection_named(collections: dict[str, Collection], asked: Json) -> Collection:
    name = asked["CollectionId"]
    if name not in collections:
        raise AwsError("ResourceNotFoundException", f"The collection id: {name} does not exist")
    return collections[name]


def picture_in(asked: Json) -> bytes:
    return base64.b64decode(asked["Image"]["Bytes"])


def to_store(seen: Seen, image_id: str, external_id: str, asked: Json) -> StoredFace:
    named = f"{asked['CollectionId']}|{external_id}|{image_id}|{seen.box}"
    vector = base64.b64encode(seen.vector.tobytes()).decode("ascii")
    face_id = str(uuid5(NAMESPACE_URL, named))
    return StoredFace(face_id, image_id, external_id, vector, box_of(seen))


def box_of(seen: Seen) -> dict[str, float]:
    return dict(zip(("Left", "Top", "Width", "Height"), seen.box, strict=True))


def record_of(face: StoredFace) -> Json:
    shown = {
        "FaceId": face.face_id,
        "ImageId": face.image_id,
        "ExternalImageId": face.external_id,
        "BoundingBox": face.box,
        "Confidence": 99.0,
        "IndexFacesModelVersion": MODEL_VERSION,
    }
    return shown | ({"UserId": face.user_id} if face.user_id else {})


def why_not_deleted(face: StoredFace | None) -> str:
    if face is None:
        return "FACE_NOT_FOUND"
    return "ASSOCIATED_TO_AN_EXISTING_USER" if face.user_id else ""
