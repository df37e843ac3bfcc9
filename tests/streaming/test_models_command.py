"""``manage.py models``: what is configured, what a picture takes, and fetching with a checksum."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request

import cv2
import numpy as np
import pytest
from django.core.management import CommandError, call_command

from factory.core.errors import Invalid, Unavailable
from identity.consumers import FaceConsumer
from streaming import fetching
from streaming.fetching import _HttpsOnly, fetch_model
from streaming.frames import Trial
from streaming.scenes.portrait import portrait_photo
from streaming.trial_pictures import drawn_pictures, drawn_subjects
from tests.services import require
from tests.streaming.models import identity_model
from vehicles.consumers import PlateConsumer

MODEL = Path(__file__).resolve().parents[3] / "shared" / "models" / "yolox_nano.onnx"
BODY = b"model" * 100_000
DIGEST = hashlib.sha256(BODY).hexdigest()
URL = "https://models.example/yolox_nano.onnx"


def models(*words: str) -> str:
    out = io.StringIO()
    call_command("models", *words, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def parts(*words: str) -> dict[str, Mapping[str, Any]]:
    return {part["name"]: part for part in json.loads(models("--json", *words))}


def test_the_drawn_yard_is_tried_where_no_picture_is_given(settings: Any) -> None:
    settings.DETECTOR_MODEL = ""
    found = parts()
    assert found["motion"]["ok"]
    assert "person" in found["motion"]["detail"]
    assert 0 < found["motion"]["milliseconds"] < found["hog"]["milliseconds"]
    assert (found["model"]["ok"], found["model"]["milliseconds"]) == (False, None)


def test_a_picture_of_ones_own(tmp_path: Path, settings: Any) -> None:
    settings.DETECTOR_MODEL = ""
    settings.STREAMING_CONSUMERS = {"gone": "no.such.Consumer"}
    path = tmp_path / "yard.png"
    cv2.imwrite(str(path), drawn_pictures()[0])
    said = models("--picture", str(path))
    assert "✅ detector   hog" in said
    assert "⚠️ recogniser gone" in said


class Seeing:
    max_fps = 2.0

    @staticmethod
    def trial() -> Trial:
        return lambda picture: f"{picture.shape[1]} wide"


class Blind:
    @staticmethod
    def trial() -> Trial:
        raise LookupError("no eyes are installed")


class Untried:
    pass


def test_recognisers_are_tried(settings: Any) -> None:
    settings.DETECTOR_MODEL = ""
    here = "tests.streaming.test_models_command"
    names = ("Seeing", "Blind", "Untried")
    settings.STREAMING_CONSUMERS = {name: f"{here}.{name}" for name in names}
    found = parts()
    assert found["Seeing"]["detail"].endswith("takes 2 pictures a second: 1280 wide")
    assert found["Seeing"]["milliseconds"] is not None
    assert found["Blind"] == {
        "kind": "recogniser",
        "name": "Blind",
        "ok": False,
        "detail": f"{here}.Blind: LookupError: no eyes are installed",
        "milliseconds": None,
    }
    assert (found["Untried"]["ok"], found["Untried"]["milliseconds"]) == (True, None)


def test_the_products_own_see_what_is_drawn_for_them() -> None:
    pytest.importorskip("rapidocr_onnxruntime")
    subjects = drawn_subjects()
    assert "KA01AB1234" in PlateConsumer.trial()(subjects).replace(" ", "")
    face = FaceConsumer.trial()
    assert face(np.zeros_like(subjects)) == "no face"
    assert (face(subjects) == "a face") == (portrait_photo() is not None)


@pytest.mark.parametrize("content", [None, b"", b"no picture"])
def test_what_is_no_picture(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "x.png"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=r"cannot be read|no picture"):
        models("--picture", str(path))


def test_a_configured_model_that_does_not_work_fails_the_command(settings: Any) -> None:
    settings.DETECTOR_MODEL = "absent.onnx"
    with pytest.raises(SystemExit) as caught:
        models()
    assert caught.value.code == 1


@pytest.mark.parametrize("content", [b"no model", identity_model()])
def test_a_model_that_cannot_be_used_is_said(settings: Any, tmp_path: Path, content: bytes) -> None:
    model = tmp_path / "model.onnx"
    model.write_bytes(content)
    settings.DETECTOR_MODEL, settings.STREAMING_CONSUMERS = str(model), {}
    out = io.StringIO()
    with pytest.raises(SystemExit) as caught:
        call_command("models", stdout=out)
    assert caught.value.code == 1
    assert "⚠️ detector   model" in out.getvalue()
    assert "no YOLOX model that can be used" in out.getvalue()
    assert "✅ detector   motion" in out.getvalue()


@pytest.mark.media
def test_the_installations_model(settings: Any) -> None:
    require(MODEL.is_file(), "../shared/models/yolox_nano.onnx")
    settings.DETECTOR_MODEL = str(MODEL)
    assert parts()["model"]["ok"]


class Answer(io.BytesIO):
    def __init__(self, body: bytes) -> None:
        super().__init__(body)
        self.headers = {"Content-Length": str(len(body))}


class Web:
    """Stands in for the network, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.error: OSError | None = None

    def open(self, _url: str, timeout: float) -> Answer:
        self.asked += 1
        assert timeout > 0
        if self.error:
            raise self.error
        return Answer(BODY)


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    made = Web()
    monkeypatch.setattr(fetching, "build_opener", lambda *_handlers: made)
    return made


def test_a_model_is_fetched_once(web: Web, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    path = fetch_model(
        URL, DIGEST.upper(), tmp_path, lambda done, total: told.append((done, total))
    )
    assert path == tmp_path / "yolox_nano.onnx"
    assert path.read_bytes() == BODY
    assert told[-1] == (len(BODY), len(BODY))
    assert fetch_model(URL, DIGEST, tmp_path) == path
    assert web.asked == 1


def test_a_wrong_checksum_keeps_nothing(web: Web, tmp_path: Path) -> None:
    (tmp_path / "yolox_nano.onnx").write_bytes(b"the old one")
    with pytest.raises(Invalid, match=DIGEST):
        fetch_model(URL, "0" * 64, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["yolox_nano.onnx"]
    assert (tmp_path / "yolox_nano.onnx").read_bytes() == b"the old one"


def test_a_network_that_is_away(web: Web, tmp_path: Path) -> None:
    web.error = URLError("no route")
    with pytest.raises(Unavailable, match="no route"):
        fetch_model(URL, DIGEST, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_too_large(
    web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LARGEST", 1000)
    with pytest.raises(Invalid, match="larger"):
        fetch_model(URL, DIGEST, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "digest"),
    [
        ("http://models.example/a.onnx", DIGEST),
        ("file:///etc/passwd", DIGEST),
        ("https:///a.onnx", DIGEST),
        ("https://models.example/", DIGEST),
        ("https://models.example/.hidden", DIGEST),
        ("https://models.example/a%2fb", DIGEST),
        (URL, ""),
        (URL, "abc"),
        (URL, "g" * 64),
    ],
)
def test_what_is_not_fetched(web: Web, tmp_path: Path, url: str, digest: str) -> None:
    with pytest.raises(Invalid):
        fetch_model(url, digest, tmp_path)
    assert web.asked == 0


@pytest.mark.parametrize(
    ("target", "followed"), [("https://cdn.example/a", True), ("http://127.0.0.1/a", False)]
)
def test_redirects_stay_within_https(target: str, followed: bool) -> None:
    def redirect() -> Request | None:
        file = io.BytesIO()
        return _HttpsOnly().redirect_request(Request(URL), file, 302, "Found", Message(), target)

    if not followed:
        with pytest.raises(Invalid):
            redirect()
        return
    request = redirect()
    assert request is not None
    assert request.full_url == target


def test_the_command_fetches_only_when_asked(web: Web, settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR, settings.DETECTOR_MODEL = tmp_path, ""
    models("--json")
    assert web.asked == 0
    models("--json", "--fetch", URL, "--sha256", DIGEST)
    assert (tmp_path / "models" / "yolox_nano.onnx").read_bytes() == BODY
    with pytest.raises(CommandError, match="https only"):
        models("--fetch", "http://x/y.onnx")
