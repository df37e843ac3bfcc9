"""What the processes of streaming must not load: they are many, and each would carry it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.streaming.capturing import ROOT

HEAVY = (
    *("django", "celery", "numpy", "cv2", "supervision", "onnxruntime", "dlib"),
    *("http.client", "email"),
)


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
        ("streaming.capture.__main__", {"numpy", "cv2"}),
        ("streaming.capture.client", {"numpy"}),
        ("streaming.live.mjpeg", set()),
        ("streaming.live.snapshot", set()),
    ],
)
def test_only_what_is_needed_is_loaded(module: str, heavy: set[str]) -> None:
    assert loaded_by(module) == heavy


NOT_LIVE = (
    *("numpy", "cv2", "PIL", "openpyxl", "requests", "rest_framework.compat", "drf_spectacular"),
    *("celery", "kombu", "cryptography.fernet", "django.contrib.admin"),
    *("streaming.admin", "streaming.api", "identity", "vehicles", "occupancy", "attendance"),
)


def test_a_process_for_live_paths_alone_loads_neither_admin_nor_api_nor_recognisers() -> None:
    """Counted after the checks of its start, which load much by names."""
    code = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'factory.live_settings'\n"
        "import factory.asgi, json, sys\n"
        "from django.core.management import call_command; call_command('check', stdout=sys.stderr)\n"
        f"print(json.dumps([m for m in {NOT_LIVE} if m in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == []
