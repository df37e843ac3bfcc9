"""What the processes of streaming must not load: they are many, and each would carry it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.streaming.capturing import ROOT

HEAVY = ("django", "celery", "cv2", "supervision", "onnxruntime", "dlib")


def loaded_by(module: str) -> set[str]:
    code = (
        f"import json, sys, {module}; print(json.dumps([m for m in {HEAVY} if m in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout))


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("streaming.capture.__main__", {"cv2"}),
        ("streaming.capture.client", set()),
        ("streaming.live.mjpeg", set()),
        ("streaming.live.snapshot", set()),
    ],
)
def test_only_what_is_needed_is_loaded(module: str, heavy: set[str]) -> None:
    assert loaded_by(module) == heavy
