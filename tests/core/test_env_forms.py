"""Settings that are more than a word: what is taken, and that nonsense stops the start in a sentence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from factory import env_forms as forms
from factory.env import BadSetting, Env
from tests.certificates import certificate

ROOT = Path(__file__).resolve().parents[2]
TAKEN = [
    (forms.database_url, "postgresql://user:password@localhost/factory_ai"),
    (forms.database_url, "postgres://u:p@db:5432/factory"),
    (forms.database_url, "sqlite:////var/lib/factory.sqlite3"),
    (forms.redis, "redis://:secret@localhost:6379/0"),
    (forms.redis, "rediss://cache.example.com"),
    (forms.camera, "rtsp://user:p%40ss@192.168.1.100:554/stream"),
    (forms.camera, "scene:gate-line?seed=7"),
    (forms.web, "http://127.0.0.1:4566"),
    (forms.class_path, "django.core.files.storage.FileSystemStorage"),
]
REFUSED = [
    (forms.redis, "localhost:6379"),
    (forms.redis, "http://localhost"),
    (forms.redis, "redis://"),
    (forms.redis, "redis://localhost:99999/0"),
    (forms.redis, "redis://localhost/zero"),
    (forms.database_url, "factory.sqlite3"),
    (forms.database_url, "mysql://root@localhost/factory"),
    (forms.database_url, "postgres://localhost:port/factory"),
    (forms.database_url, "postgres://localhost"),
    (forms.database_url, "sqlite://"),
    (forms.camera, "192.168.1.100:554/stream"),
    (forms.camera, "rtsp:///stream"),
    (forms.camera, "ftp://192.168.1.100/stream"),
    (forms.camera, "rtsp://192.168.1.100:0/stream"),
    (forms.camera, "rtsp://192.168.1.100/a stream"),
    (forms.networks, "192.168.0.0/33"),
    (forms.networks, "192.168.0.1/16"),
    (forms.networks, "10.0.0.0/8,home"),
    (forms.origins, "app.example.com"),
    (forms.origins, "https://app.example.com/page"),
    (forms.web, "localhost:4566"),
    (forms.model_file, "absent.onnx"),
    (forms.model_file, __file__),
    (forms.class_path, "storage"),
    (forms.class_path, "no_such_package.Storage"),
    (forms.class_path, "..Storage"),
]


@pytest.mark.parametrize(("form", "text"), TAKEN)
def test_what_is_right_is_taken_as_it_is(form: Any, text: str) -> None:
    assert form(text) == text


def test_lists_are_taken_apart() -> None:
    assert forms.networks("10.0.0.0/8, fd00::/8") == ["10.0.0.0/8", "fd00::/8"]
    assert forms.origins("https://a.example, http://b:81") == ["https://a.example", "http://b:81"]


def test_a_model_is_a_file_that_is_there(tmp_path: Path) -> None:
    model = tmp_path / "people.onnx"
    model.touch()
    assert forms.model_file(str(model)) == str(model)


def test_certificates_are_read(tmp_path: Path) -> None:
    _, path = certificate(tmp_path, "camera.plant")
    assert forms.certificates(path) == path
    other = tmp_path / "a;b.pem"
    other.write_bytes(Path(path).read_bytes())
    with pytest.raises(ValueError, match="FFmpeg"):
        forms.certificates(str(other))


@pytest.mark.parametrize(("form", "text"), REFUSED)
def test_nonsense_is_refused(monkeypatch: pytest.MonkeyPatch, form: Any, text: str) -> None:
    monkeypatch.setenv("X", text)
    with pytest.raises(BadSetting, match=r"^X: expected what is wanted$"):
        Env().formed("X", "", form, "what is wanted")


SETTINGS = {
    "CAMERA_CA_FILE": "/no/such/file.pem",
    "CAMERA_NETWORKS": "home",
    "CORS_ALLOWED_ORIGINS": "app.example.com",
    "DATABASE_URL": "postgres//factory:hunter2@localhost/factory",
    "DETECTOR_MODEL": "/no/such/file.onnx",
    "EVIDENCE_STORAGE": "Folder",
    "FACE_ENGINE": "azure",
    "LOG_LEVEL": "LOUD",
    "PORT": "80000",
    "REDIS_URL": "redis:hunter2@localhost",
    "RTSP_URL": "rtsp//hunter2@192.168.1.100",
    "TIME_ZONE": "Bangalore",
}


@pytest.mark.once
@pytest.mark.parametrize("name", SETTINGS)
def test_the_start_says_which_in_one_sentence(name: str, tmp_path: Path) -> None:
    environment = {"PATH": "/usr/bin:/bin", "DATA_DIR": str(tmp_path), name: SETTINGS[name]}
    command = [sys.executable, "-c", "import factory.settings"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=50
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"{name}: expected ")
    assert "hunter2" not in line
