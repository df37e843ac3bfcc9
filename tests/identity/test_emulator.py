"""The emulator over real HTTP, asked by boto3: what AWS would answer, and every fault on request."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from identity.emulator.eyes import Eyes
from identity.emulator.faults import FAULTS, FaultPlan
from identity.emulator.server import Emulator
from identity.engines.base import EngineBusyError, EngineError, Found
from identity.engines.gallery import Gallery
from identity.engines.rekognition import CONFIG, RekognitionEngine, make_client
from identity.retries import is_transient
from tests.identity.emulating import NOBODY, painted, photo_of

if TYPE_CHECKING:
    from mypy_boto3_rekognition import RekognitionClient

QUICK = Config(read_timeout=0.3)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Emulator]:
    emulator = Emulator(keep=tmp_path / "kept.json", sees=Eyes(painted))
    emulator.start()
    yield emulator
    emulator.shutdown()
    emulator.server_close()


@pytest.fixture
def client(server: Emulator, monkeypatch: pytest.MonkeyPatch) -> RekognitionClient:
    monkeypatch.setattr("identity.engines.rekognition.CONFIG", CONFIG.merge(QUICK))
    made = make_client(region="us-east-1", key_id="x", secret="x", endpoint=server.url)
    made.create_collection(CollectionId="people")
    return made


def index(client: RekognitionClient, person: int, **more: Any) -> Any:
    wanted: dict[str, Any] = {"ExternalImageId": f"p{person}", "MaxFaces": 1} | more
    return client.index_faces(CollectionId="people", Image={"Bytes": photo_of(person)}, **wanted)


def search(client: RekognitionClient, person: int) -> Any:
    return client.search_faces_by_image(
        CollectionId="people", Image={"Bytes": photo_of(person, (200, 160))}
    )


def code_of(caught: pytest.ExceptionInfo[ClientError]) -> str:
    return str(caught.value.response["Error"]["Code"])


def test_who_was_indexed_is_found_and_a_stranger_is_not(client: RekognitionClient) -> None:
    face = index(client, 5)["FaceRecords"][0]["Face"]
    (match,) = search(client, 5)["FaceMatches"]
    assert match["Face"]["FaceId"] == face["FaceId"]
    assert match["Face"]["ExternalImageId"] == "p5"
    assert match["Similarity"] == 100
    assert search(client, 6)["FaceMatches"] == []


def test_the_same_picture_under_the_same_id_is_stored_once(client: RekognitionClient) -> None:
    first, second = (index(client, 5)["FaceRecords"][0]["Face"]["FaceId"] for _ in range(2))
    assert first == second
    assert client.describe_collection(CollectionId="people")["FaceCount"] == 1


def test_collections_outlive_the_server(
    client: RekognitionClient, server: Emulator, tmp_path: Path
) -> None:
    index(client, 5)
    again = Emulator(keep=tmp_path / "kept.json", sees=Eyes(painted))
    with again:
        answer = again.operations.carry_out("ListFaces", {"CollectionId": "people"})
    assert [face["ExternalImageId"] for face in answer["Faces"]] == ["p5"]


def test_errors_have_awss_codes(client: RekognitionClient) -> None:
    with pytest.raises(ClientError) as caught:
        client.create_collection(CollectionId="people")
    assert code_of(caught) == "ResourceAlreadyExistsException"
    with pytest.raises(ClientError) as caught:
        client.list_faces(CollectionId="nobody")
    assert code_of(caught) == "ResourceNotFoundException"
    with pytest.raises(ClientError) as caught:
        search(client, NOBODY)
    assert code_of(caught) == "InvalidParameterException"
    with pytest.raises(ClientError) as caught:
        client.search_faces_by_image(CollectionId="people", Image={"Bytes": b"GIF89a" * 30})
    assert code_of(caught) == "InvalidImageFormatException"
    with pytest.raises(ClientError) as caught:
        client.detect_labels(Image={"Bytes": photo_of(1)})
    assert not is_transient(caught.value)


def test_a_face_of_a_user_is_untied_before_it_is_deleted(client: RekognitionClient) -> None:
    face_id = index(client, 5)["FaceRecords"][0]["Face"]["FaceId"]
    client.create_user(CollectionId="people", UserId="u")
    client.associate_faces(CollectionId="people", UserId="u", FaceIds=[face_id])
    refused = client.delete_faces(CollectionId="people", FaceIds=[face_id])
    (failure,) = refused["UnsuccessfulFaceDeletions"]
    assert failure["Reasons"] == ["ASSOCIATED_TO_AN_EXISTING_USER"]
    engine = RekognitionEngine(client)
    assert engine.kept([face_id], collection="people", external_id="") == [face_id]
    engine.forget([face_id], collection="people")
    assert engine.kept([face_id], collection="people", external_id="") == []


def test_a_deletion_that_went_wrong_in_part_is_busy_and_can_be_repeated(
    client: RekognitionClient, server: Emulator
) -> None:
    ids = [index(client, n)["FaceRecords"][0]["Face"]["FaceId"] for n in (5, 6)]
    server.plan = FaultPlan(script=["partial", "partial"])
    engine = RekognitionEngine(client)
    with pytest.raises(EngineBusyError):
        engine.forget(ids, collection="people")
    engine.forget(ids, collection="people")
    assert engine.kept(ids, collection="people", external_id="") == []


def test_a_long_list_comes_in_pages(client: RekognitionClient) -> None:
    ids = [index(client, n)["FaceRecords"][0]["Face"]["FaceId"] for n in (5, 6, 7)]
    first = client.list_faces(CollectionId="people", MaxResults=2)
    rest = client.list_faces(CollectionId="people", MaxResults=2, NextToken=first["NextToken"])
    assert "NextToken" not in rest
    assert [face["FaceId"] for face in (*first["Faces"], *rest["Faces"])] == ids


TRANSIENT = sorted(set(FAULTS) - {"slow", "partial", "denied"})


@pytest.mark.parametrize("fault", TRANSIENT)
def test_each_fault_is_transient_for_us_and_one_call(
    client: RekognitionClient, server: Emulator, fault: str
) -> None:
    index(client, 5)
    server.plan = FaultPlan(script=[fault], hang_seconds=0.5)
    engine = RekognitionEngine(client)
    with pytest.raises(EngineBusyError):
        engine.search(photo_of(5), collection="people", gallery=_none)
    assert server.plan.calls == {"SearchFacesByImage": 1}
    assert isinstance(engine.search(photo_of(5), collection="people", gallery=_none), Found)


def test_a_slow_answer_is_an_answer_and_denied_is_final(
    client: RekognitionClient, server: Emulator
) -> None:
    index(client, 5)
    server.plan = FaultPlan(script=["slow", "denied"], slow_seconds=0.1)
    engine = RekognitionEngine(client)
    assert isinstance(engine.search(photo_of(5), collection="people", gallery=_none), Found)
    with pytest.raises(EngineError):
        engine.search(photo_of(5), collection="people", gallery=_none)


def test_it_says_what_it_is_and_takes_faults_over_http(server: Emulator) -> None:
    connection = HTTPConnection("127.0.0.1", server.server_address[1])
    connection.request("GET", "/")
    answer = connection.getresponse()
    assert "EMULATOR" in (answer.getheader("Server") or "")
    assert json.loads(answer.read())["emulator"] is True
    connection.request("PUT", "/", json.dumps({"shares": {"unavailable": 1}, "seed": 3}))
    assert connection.getresponse().read() == b'{"ok": true}'
    assert server.plan.draw("SearchFacesByImage") == "unavailable"
    connection.request("PUT", "/", json.dumps({"shares": {"earthquake": 1}}))
    assert connection.getresponse().status == 400
    connection.close()


def test_chance_is_repeatable_and_about_right() -> None:
    plans = [FaultPlan(shares={"hang": 0.1, "cut": 0.2}, seed=7) for _ in range(2)]
    first, second = ([plan.draw("x") for _ in range(1000)] for plan in plans)
    assert first == second
    assert 250 < sum(map(bool, first)) < 350


def _none() -> Gallery:
    raise AssertionError("Rekognition keeps its own")
