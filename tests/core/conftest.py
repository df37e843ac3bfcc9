"""A broker of a test's own."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from factory import valkey


@pytest.fixture
def server(tmp_path: Path, settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """To be looked into, frozen and killed."""
    settings.CELERY_BROKER_URL = valkey.broker_url(tmp_path)
    with subprocess.Popen(valkey.server_command(tmp_path), stdout=subprocess.DEVNULL) as process:
        while not valkey.socket_path(tmp_path).exists():
            time.sleep(0.01)
        yield process
        process.send_signal(signal.SIGCONT)
        process.kill()
