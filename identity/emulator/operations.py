"""Amazon Rekognition's operations, those that we use, with its shapes and its error codes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from uuid import NAMESPACE_URL, uuid5

from factory.core.errors import Invalid
from identity.emulator.eyes import Eyes, Seen, similarity
from identity.emulator.shapes import (
    MODEL_VERSION,
    AwsError,
    Json,
    box_of,
    collection_named,
    picture_in,
    record_of,
    to_store,
    why_not_deleted,
)
from identity.emulator.shelf import Collection, Shelf

NO_FACES = "There are no faces in the image. Should be at least 1."


class Operations:
    """Carries out one operation by name."""

    def __init__(self, shelf: Shelf, eyes: Eyes) -> None:
        self._shelf, self._eyes = shelf, eyes
        self._known: dict[str, Callable[[Json], Json]] = {
            "CreateCollection": self._create_collection,
            "DeleteCollection": self._delete_collection,
            "ListCollections": self._list_collections,
            "DescribeCollection": self._describe_collection,
            "IndexFaces": self._index_faces,
            "SearchFacesByImage": self._search_faces_by_image,
            "ListFaces": self._list_faces,
            "DeleteFaces": self._delete_faces,
            "CreateUser": self._create_user,
            "AssociateFaces": self._associate_faces,
            "DisassociateFaces": self._disassociate_faces,
        }

    def carry_out(self, operation: str, asked: Json) -> Json:
        """Return the answer; raises AwsError."""
        if operation not in self._known:
            raise AwsError("UnknownOperationException", f"not emulated: {operation}")
        return self._known[operation](asked)

    def _create_collection(self, asked: Json) -> Json:
        name = asked["CollectionId"]
        with self._shelf.writing() as collections:
            if name in collections:
                raise AwsError("ResourceAlreadyExistsException", f"{name} exists already")
            collections[name] = Collection()
        return {
            "StatusCode": 200,
            "CollectionArn": f"aws:rekognition:emulator:0:collection/{name}",
            "FaceModelVersion": MODEL_VERSION,
        }

    def _delete_collection(self, asked: Json) -> Json:
        with self._shelf.writing() as collections:
            collection_named(collections, asked)
            del collections[asked["CollectionId"]]
        return {"StatusCode": 200}

    def _list_collections(self, _asked: Json) -> Json:
        with self._shelf.reading() as collections:
            names = sorted(collections)
        return {"CollectionIds": names, "FaceModelVersions": [MODEL_VERSION] * len(names)}

    def _describe_collection(self, asked: Json) -> Json:
        with self._shelf.reading() as collections:
            kept = collection_named(collections, asked)
            counts = {"FaceCount": len(kept.faces), "UserCount": len(kept.users)}
        return {**counts, "FaceModelVersion": MODEL_VERSION}

    def _index_faces(self, asked: Json) -> Json:
        """Index the largest faces; the same picture under the same id is stored once, as at AWS."""
        with self._shelf.reading() as collections:
            collection_named(collections, asked)
        picture = picture_in(asked)
        seen = self._look(picture)
        most = asked.get("MaxFaces", 100)
        image_id = str(uuid5(NAMESPACE_URL, hashlib.sha256(picture).hexdigest()))
        external = asked.get("ExternalImageId", "")
        faces = [to_store(face, image_id, external, asked) for face in seen[:most]]
        with self._shelf.writing() as collections:
            kept = collection_named(collections, asked)
            for face in faces:
                kept.faces.setdefault(face.face_id, face)
        left = [{"Reasons": ["EXCEEDS_MAX_FACES"]} for _ in seen[most:]]
        records = [{"Face": record_of(face), "FaceDetail": {}} for face in faces]
        return {
            "FaceRecords": records,
            "UnindexedFaces": left,
            "FaceModelVersion": MODEL_VERSION,
        }

    def _search_faces_by_image(self, asked: Json) -> Json:
        with self._shelf.reading() as collections:
            kept = list(collection_named(collections, asked).faces.values())
        seen = self._look(picture_in(asked))
        if not seen:
            raise AwsError("InvalidParameterException", NO_FACES)
        least, most = asked.get("FaceMatchThreshold", 80), asked.get("MaxFaces", 80)
        scored = ((similarity(face.numbers, seen[0].vector), face) for face in kept)
        matches = sorted((pair for pair in scored if pair[0] >= least), key=lambda pair: -pair[0])
        return {
            "SearchedFaceBoundingBox": box_of(seen[0]),
            "SearchedFaceConfidence": 99.0,
            "FaceMatches": [
                {"Similarity": score, "Face": record_of(face)} for score, face in matches[:most]
            ],
            "FaceModelVersion": MODEL_VERSION,
        }

    def _look(self, picture: bytes) -> tuple[Seen, ...]:
        try:
            return self._eyes.faces(picture)
        except Invalid as error:
            too_large = error.code == "image-too-large"
            code = "ImageTooLargeException" if too_large else "InvalidImageFormatException"
            raise AwsError(code, error.detail) from error

    def _list_faces(self, asked: Json) -> Json:
        wanted = set(asked.get("FaceIds") or ())
        with self._shelf.reading() as collections:
            kept = collection_named(collections, asked).faces.values()
            faces = [record_of(face) for face in kept if not wanted or face.face_id in wanted]
        start = int(asked.get("NextToken", "0"))
        end = start + asked.get("MaxResults", 4096)
        more = {"NextToken": str(end)} if end < len(faces) else {}
        return {"Faces": faces[start:end], "FaceModelVersion": MODEL_VERSION, **more}

    def _delete_faces(self, asked: Json) -> Json:
        deleted: list[str] = []
        failures: list[Json] = []
        with self._shelf.writing() as collections:
            faces = collection_named(collections, asked).faces
            for face_id in asked["FaceIds"]:
                reason = why_not_deleted(faces.get(face_id))
                if reason:
                    failures.append({"FaceId": face_id, "Reasons": [reason]})
                else:
                    del faces[face_id]
                    deleted.append(face_id)
        return {"DeletedFaces": deleted, "UnsuccessfulFaceDeletions": failures}

    def _create_user(self, asked: Json) -> Json:
        with self._shelf.writing() as collections:
            users = collection_named(collections, asked).users
            if asked["UserId"] in users:
                raise AwsError("ConflictException", "the user exists already")
            users.append(asked["UserId"])
        return {}

    def _associate_faces(self, asked: Json) -> Json:
        return self._tie(asked, asked["UserId"], "AssociatedFaces")

    def _disassociate_faces(self, asked: Json) -> Json:
        return self._tie(asked, "", "DisassociatedFaces")

    def _tie(self, asked: Json, user_id: str, name: str) -> Json:
        with self._shelf.writing() as collections:
            kept = collection_named(collections, asked)
            if asked["UserId"] not in kept.users:
                raise AwsError("ResourceNotFoundException", "there is no such user")
            ids = [face_id for face_id in asked["FaceIds"] if face_id in kept.faces]
            for face_id in ids:
                kept.faces[face_id].user_id = user_id
        return {name: [{"FaceId": face_id} for face_id in ids], "UserStatus": "ACTIVE"}
