"""How AWS's answers and errors become ours; botocore's Stubber holds both to the service's model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.stub import Stubber

from identity.engines.base import (
    AccessDenied,
    CollectionGone,
    EngineBusyError,
    EngineError,
    Enrolled,
    Found,
    Refused,
    Unusable,
)
from identity.engines.gallery import Gallery
from identity.engines.rekognition import RekognitionEngine, make_client
from identity.matching import Candidate

if TYPE_CHECKING:
    from mypy_boto3_rekognition import RekognitionClient

FACE = "11111111-2222-3333-4444-555555555555"
OTHER = "99999999-2222-3333-4444-555555555555"
THIRD = "33333333-2222-3333-4444-555555555555"


@pytest.fixture
def stub() -> Iterator[Stubber]:
    client = make_client(region="us-east-1", key_id="k", secret="s", endpoint="http://127.0.0.1:9")
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def engine_on(stub: Stubber) -> RekognitionEngine:
    return RekognitionEngine(cast("RekognitionClient", stub.client))


def no_gallery() -> Gallery:
    raise AssertionError("Rekognition keeps its own")


def search(stub: Stubber) -> Found | Unusable:
    return engine_on(stub).search(b"jpeg", collection="people", gallery=no_gallery)


def enrol(stub: Stubber, *, first: bool = True) -> Enrolled | Refused:
    return engine_on(stub).enrol(
        b"jpeg", collection="people", external_id="site:1:employee:2", first=first
    )


def indexed(face_ids: list[str], reasons: list[list[str]]) -> dict[str, Any]:
    return {
        "FaceRecords": [{"Face": {"FaceId": face_id}} for face_id in face_ids],
        "UnindexedFaces": [{"Reasons": why} for why in reasons],
        "FaceModelVersion": "7.0",
    }


def test_a_search_asks_once_and_returns_candidates(stub: Stubber) -> None:
    stub.add_response(
        "search_faces_by_image",
        {
            "FaceMatches": [
                {"Similarity": 99.5, "Face": {"FaceId": FACE}},
                {"Similarity": 81.0, "Face": {"FaceId": OTHER}},
            ],
            "FaceModelVersion": "7.0",
        },
        {
            "CollectionId": "people",
            "Image": {"Bytes": b"jpeg"},
            "MaxFaces": 4096,
            "FaceMatchThreshold": 50.0,
            "QualityFilter": "AUTO",
        },
    )
    assert search(stub) == Found((Candidate(FACE, 99.5), Candidate(OTHER, 81.0)), "7.0")


def test_no_face_is_an_answer(stub: Stubber) -> None:
    text = "There are no faces in the image. Should be at least 1."
    stub.add_client_error("search_faces_by_image", "InvalidParameterException", text, 400)
    answer = search(stub)
    assert isinstance(answer, Unusable)
    assert answer.outcome == "NO_FACE"


def test_another_wrong_parameter_is_not_a_missing_face(stub: Stubber) -> None:
    text = "Request has invalid parameters"
    stub.add_client_error("search_faces_by_image", "InvalidParameterException", text, 400)
    with pytest.raises(EngineError):
        search(stub)


@pytest.mark.parametrize("code", ["ImageTooLargeException", "InvalidImageFormatException"])
def test_a_picture_that_aws_does_not_take_is_poor(stub: Stubber, code: str) -> None:
    stub.add_client_error("search_faces_by_image", code, "x", 400)
    answer = search(stub)
    assert isinstance(answer, Unusable)
    assert answer.outcome == "POOR_QUALITY"


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("ThrottlingException", 400, EngineBusyError),
        ("ThrottlingException", 500, EngineBusyError),
        ("ServiceUnavailable", 503, EngineBusyError),
        ("500", 500, EngineBusyError),
        ("AccessDeniedException", 400, AccessDenied),
        ("UnrecognizedClientException", 400, AccessDenied),
        ("InvalidSignatureException", 400, AccessDenied),
        ("ResourceNotFoundException", 400, CollectionGone),
    ],
)
def test_errors_are_sorted(stub: Stubber, code: str, status: int, kind: type[Exception]) -> None:
    stub.add_client_error("search_faces_by_image", code, "x", status)
    with pytest.raises(kind):
        search(stub)


def test_a_broken_connection_is_worth_another_try() -> None:
    client = make_client(region="us-east-1", key_id="k", secret="s", endpoint="http://127.0.0.1:9")
    with pytest.raises(EngineBusyError):
        RekognitionEngine(client).search(b"x", collection="people", gallery=no_gallery)


def test_the_client_makes_one_attempt_with_bounded_waits() -> None:
    config: Any = make_client(region="us-east-1", key_id="k", secret="s").meta.config
    assert config.retries["total_max_attempts"] == 1
    assert (config.connect_timeout, config.read_timeout) == (3, 10)


def test_one_face_is_enrolled_under_our_name(stub: Stubber) -> None:
    stub.add_response(
        "index_faces",
        indexed([FACE], []),
        {
            "CollectionId": "people",
            "Image": {"Bytes": b"jpeg"},
            "ExternalImageId": "site:1:employee:2",
            "MaxFaces": 1,
            "QualityFilter": "AUTO",
        },
    )
    assert enrol(stub) == Enrolled(FACE, "7.0")


def test_of_a_group_nobody_stays_indexed(stub: Stubber) -> None:
    stub.add_response("index_faces", indexed([FACE], [["EXCEEDS_MAX_FACES"]]))
    stub.add_response(
        "delete_faces", {"DeletedFaces": [FACE]}, {"CollectionId": "people", "FaceIds": [FACE]}
    )
    answer = enrol(stub)
    assert isinstance(answer, Refused)
    assert "more than one" in answer.reason


def test_why_a_face_was_not_indexed_is_said_in_words(stub: Stubber) -> None:
    stub.add_response("index_faces", indexed([], [["LOW_SHARPNESS", "EXTREME_POSE"]]))
    assert enrol(stub) == Refused("The face is blurred. The head is turned or tilted too far.")
    stub.add_response("index_faces", indexed([], []))
    assert enrol(stub) == Refused("There is no face in the photo.")


@pytest.mark.parametrize("taken", [False, True], ids=["made", "somebody else made it"])
def test_the_collection_is_made_at_need(stub: Stubber, taken: bool) -> None:
    stub.add_client_error("index_faces", "ResourceNotFoundException", "x", 400)
    if taken:
        stub.add_client_error("create_collection", "ResourceAlreadyExistsException", "x", 400)
    else:
        stub.add_response("create_collection", {"StatusCode": 200}, {"CollectionId": "people"})
    stub.add_response("index_faces", indexed([FACE], []))
    assert enrol(stub) == Enrolled(FACE, "7.0")


def test_a_collection_that_should_hold_faces_of_ours_is_not_made_anew(stub: Stubber) -> None:
    stub.add_client_error("index_faces", "ResourceNotFoundException", "x", 400)
    with pytest.raises(CollectionGone):
        enrol(stub, first=False)


def failing(face_id: str, reason: str) -> dict[str, Any]:
    return {"UnsuccessfulFaceDeletions": [{"FaceId": face_id, "Reasons": [reason]}]}


def test_what_could_not_be_forgotten_is_tried_again_and_what_was_not_there_is_forgotten(
    stub: Stubber,
) -> None:
    stub.add_response("delete_faces", failing(FACE, "FACE_NOT_FOUND"))
    engine_on(stub).forget([FACE], collection="people")
    stub.add_client_error("delete_faces", "ResourceNotFoundException", "x", 400)
    engine_on(stub).forget([FACE], collection="people")
    for _ in range(2):
        stub.add_response("delete_faces", failing(FACE, "SOMETHING_ELSE"))
    with pytest.raises(EngineBusyError):
        engine_on(stub).forget([FACE], collection="people")


def test_what_is_kept_is_read_page_by_page(stub: Stubber) -> None:
    ours, theirs = "site:1:employee:2", "site:1:employee:22"
    pages: list[list[dict[str, str]]] = [
        [{"FaceId": FACE, "ExternalImageId": theirs}],
        [{"FaceId": OTHER, "ExternalImageId": ours}, {"FaceId": THIRD}],
    ]
    for page, token in zip(pages, ("", "next"), strict=True):
        wanted = {"CollectionId": "people", "MaxResults": 4096}
        answer: dict[str, Any] = {"Faces": page}
        if token:
            wanted["NextToken"] = token
        else:
            answer["NextToken"] = "next"
        stub.add_response("list_faces", answer, wanted)
    kept = engine_on(stub).kept([THIRD], collection="people", external_id=ours)
    assert kept == [OTHER, THIRD]


def test_forgetting_goes_in_batches_that_aws_takes(stub: Stubber) -> None:
    face_ids = [f"{number:08d}-2222-3333-4444-555555555555" for number in range(5000)]
    for part in (face_ids[:4096], face_ids[4096:]):
        stub.add_response("delete_faces", {}, {"CollectionId": "people", "FaceIds": part})
    engine_on(stub).forget(face_ids, collection="people")
    engine_on(stub).forget([], collection="people")
