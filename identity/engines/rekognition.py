"""Amazon Rekognition: one attempt for each call, bounded waits, and its errors sorted into ours."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from identity.engines.base import (
    CollectionGone,
    EngineBusyError,
    Enrolled,
    Found,
    GalleryOf,
    Refused,
    Unusable,
)
from identity.engines.rekognition_answers import (
    GONE,
    MISSING,
    as_ours,
    candidates,
    code_of,
    face_id,
    unusable,
    whole,
)
from identity.engines.whereabouts import name_in
from identity.refusals import GROUP, in_words

if TYPE_CHECKING:
    from mypy_boto3_rekognition import RekognitionClient

logger = logging.getLogger(__name__)

# One layer retries, and that is ours: botocore's own would multiply it (20 calls for one search,
# measured), and its time-outs of a minute would hold a worker for five.
CONFIG = Config(
    connect_timeout=3,
    read_timeout=10,
    retries={"total_max_attempts": 1, "mode": "standard"},
    max_pool_connections=64,  # as many as a worker of threads may want at once
    parameter_validation=False,  # a tenth of a call's processor time; names and pictures are ours
    user_agent_extra="factory-ai",
)
LOWEST_SIMILARITY = 50.0
"""Below every threshold of ours, so that a near miss is seen as one."""
MOST_MATCHES = 4096
"""As many as Rekognition lists in one call (API reference, SearchFacesByImage), at the same price:
whoever is as similar as a person of many photos comes after all of these.
"""
MOST_DELETED_AT_ONCE = 4096
MOST_LISTED_AT_ONCE = 4096
IN_USE = "ASSOCIATED_TO_AN_EXISTING_USER"
NOT_THERE = "FACE_NOT_FOUND"


def make_client(
    *, region: str, key_id: str = "", secret: str = "", endpoint: str = ""
) -> RekognitionClient:
    """Return a client; without keys the environment's or the machine's IAM role is used."""
    return boto3.client(
        "rekognition",
        region_name=region,
        aws_access_key_id=key_id or None,
        aws_secret_access_key=secret or None,
        endpoint_url=endpoint or None,
        config=CONFIG,
    )


class RekognitionEngine:
    """FaceEngine on AWS; vectors stay there, we keep face ids."""

    name = "rekognition"
    paid = True

    def __init__(self, client: RekognitionClient) -> None:
        self._client = client

    def search(self, picture: bytes, *, collection: str, gallery: GalleryOf) -> Found | Unusable:
        del gallery
        try:
            answer = self._client.search_faces_by_image(
                CollectionId=name_in(collection),
                Image={"Bytes": picture},
                MaxFaces=MOST_MATCHES,
                FaceMatchThreshold=LOWEST_SIMILARITY,
                QualityFilter="AUTO",
            )
        except (ClientError, BotoCoreError) as error:
            return unusable(error)
        whole(answer, "FaceMatches")
        return Found(tuple(candidates(answer)), answer.get("FaceModelVersion", ""))

    def enrol(
        self, picture: bytes, *, collection: str, external_id: str, first: bool
    ) -> Enrolled | Refused:
        """Index the photo's one face; of a group the indexed face is deleted again.

        Rekognition stores the same picture under the same id once, so a repeated call is safe.
        """
        answer = self._index(picture, collection, external_id, first=first)
        whole(answer, "FaceRecords", "UnindexedFaces")
        reasons = [r for face in answer["UnindexedFaces"] for r in face.get("Reasons", [])]
        records = answer["FaceRecords"]
        if "EXCEEDS_MAX_FACES" in reasons:
            self.forget([face_id(record) for record in records], collection=collection)
            return Refused(GROUP)
        if not records:
            return Refused(in_words(reasons))
        return Enrolled(face_id(records[0]), answer.get("FaceModelVersion", ""))

    def _index(self, picture: bytes, collection: str, external_id: str, *, first: bool) -> Any:
        try:
            return self._index_once(picture, collection, external_id)
        except ClientError as error:
            if code_of(error) != MISSING:
                raise as_ours(error) from error
            if not first:
                raise CollectionGone(GONE) from error
        except BotoCoreError as error:
            raise as_ours(error) from error
        self._make_collection(collection)
        try:
            return self._index_once(picture, collection, external_id)
        except (ClientError, BotoCoreError) as error:
            raise as_ours(error) from error

    def _index_once(self, picture: bytes, collection: str, external_id: str) -> Any:
        return self._client.index_faces(
            CollectionId=name_in(collection),
            Image={"Bytes": picture},
            ExternalImageId=external_id,
            MaxFaces=1,
            QualityFilter="AUTO",
        )

    def _make_collection(self, collection: str) -> None:
        try:
            self._client.create_collection(CollectionId=name_in(collection))
        except (ClientError, BotoCoreError) as error:
            # Somebody else made it between our look and our call: then it is there.
            if code_of(error) != "ResourceAlreadyExistsException":
                raise as_ours(error) from error

    def forget(self, face_ids: Iterable[str], *, collection: str) -> None:
        """Delete faces and check the list of those that were not."""
        wanted = list(face_ids)
        for start in range(0, len(wanted), MOST_DELETED_AT_ONCE):
            self._delete(wanted[start : start + MOST_DELETED_AT_ONCE], collection)

    def _delete(self, face_ids: list[str], collection: str, *, again: bool = True) -> None:
        """Delete a batch; faces that AWS ties to a user of the collection are untied first."""
        answer = self._call("delete_faces", collection, FaceIds=face_ids)
        failures = {
            str(failure.get("FaceId", "")): set(failure.get("Reasons", []))
            for failure in answer.get("UnsuccessfulFaceDeletions", [])
        }
        left = [face for face, reasons in failures.items() if NOT_THERE not in reasons]
        tied = [face for face in left if IN_USE in failures[face]]
        if left and again:
            self._disassociate(tied, collection)
            self._delete(left, collection, again=False)
        elif left:
            raise EngineBusyError(f"{len(left)} faces were not deleted at Rekognition yet")

    def _disassociate(self, face_ids: list[str], collection: str) -> None:
        for face in self._listed(face_ids, collection):
            if face.get("UserId"):
                self._call(
                    "disassociate_faces",
                    collection,
                    UserId=face["UserId"],
                    FaceIds=[face["FaceId"]],
                )

    def kept(self, face_ids: Iterable[str], *, collection: str, external_id: str) -> list[str]:
        """Return which of these faces the collection still lists, and which others under that name."""
        wanted = set(face_ids)
        return [
            face["FaceId"]
            for face in self._all_listed(collection)
            if face["FaceId"] in wanted or face.get("ExternalImageId") == external_id
        ]

    def listed(self, *, collection: str) -> Iterator[tuple[str, str]]:
        for face in self._all_listed(collection):
            yield face["FaceId"], face.get("ExternalImageId", "")

    def _all_listed(self, collection: str) -> Iterator[Any]:
        """Yield every face of the collection, page by page."""
        page: dict[str, Any] = {"MaxResults": MOST_LISTED_AT_ONCE}
        while True:
            answer = self._call("list_faces", collection, **page)
            whole(answer, "Faces")
            yield from answer["Faces"]
            if not answer.get("NextToken"):
                return
            page["NextToken"] = answer["NextToken"]

    def _listed(self, face_ids: list[str], collection: str) -> list[Any]:
        found: list[Any] = []
        for start in range(0, len(face_ids), MOST_LISTED_AT_ONCE):
            part = face_ids[start : start + MOST_LISTED_AT_ONCE]
            answer = self._call(
                "list_faces", collection, FaceIds=part, MaxResults=MOST_LISTED_AT_ONCE
            )
            whole(answer, "Faces")
            found += answer["Faces"]
        return found

    def _call(self, operation: str, collection: str, **wanted: Any) -> Any:
        """Return the answer; an empty one where the collection is gone, and everything in it."""
        try:
            return getattr(self._client, operation)(CollectionId=name_in(collection), **wanted)
        except (ClientError, BotoCoreError) as error:
            if code_of(error) == MISSING:
                return {"Faces": []}
            raise as_ours(error) from error
