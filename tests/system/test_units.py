"""What the systemd units start is the whole product, and ends by the signals that they name."""

from __future__ import annotations

import json
import re
import shlex
import signal
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.system.house import House
from tests.system.processes import ROOT, Process
from tests.web.serving import free_port

pytestmark = [pytest.mark.slow, pytest.mark.both]
OWN = "flower"
"""Has a proof of its own, and a port that is the same for all."""


class Unit:
    """A unit file, read as systemd reads it, for an installation elsewhere."""

    def __init__(self, path: Path) -> None:
        self._text = path.read_text()

    def value(self, name: str, default: str = "") -> str:
        found = re.findall(rf"^{name}=(.+)$", self._text, re.MULTILINE)
        return found[-1] if found else default

    def command(self, data_dir: Path) -> list[str]:
        line = self.value("ExecStart").replace("%%", "%")
        line = line.replace("/var/lib/factory-ai", str(data_dir))
        programs = Path(sys.executable).parent
        return shlex.split(line.replace("/opt/factory-ai/.venv/bin", str(programs)))

    def stop(self, process: Process) -> int:
        process.send_signal(signal.Signals[self.value("KillSignal", "SIGTERM")])
        return process.wait(int(self.value("TimeoutStopSec")))

    def is_success(self, code: int) -> bool:
        """Whether systemd takes the exit code, or minus the signal, for a clean end."""
        named = self.value("SuccessExitStatus")
        return code in {0, -signal.SIGTERM} or code in {int(each) for each in named.split()}


def units() -> dict[str, Unit]:
    paths = (ROOT / "docs" / "systemd").glob("factory-ai-*.service")
    named = {path.stem.removeprefix("factory-ai-"): Unit(path) for path in paths}
    return {name: unit for name, unit in named.items() if name != OWN}


def services(port: int) -> dict[str, str]:
    """Return what health says of each part; nothing while nobody answers."""
    url = f"http://127.0.0.1:{port}/api/health"
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            told = json.load(answer)
    except urllib.error.HTTPError as error:
        told = json.load(error)
    except OSError:
        return {}
    return {name: part["status"] for name, part in told["services"].items()}


def test_the_units_together_are_the_product(house: House) -> None:
    port = free_port()
    house.ground.environment |= {
        "DJANGO_SETTINGS_MODULE": "factory.settings",
        "PORT": str(port),
        "DEMO": "0",
    }
    started = {
        name: house.start(*unit.command(house.ground.folder)) for name, unit in units().items()
    }
    assert len(started) == 6
    queues = {f"worker.{name}" for name in ("faces", "gate", "maintenance")}
    house.until(lambda: queues | {"beat", "database", "broker"} <= up(port), seconds=90)
    assert set(services(port).values()) == {"up"}
    # To the main process alone, as KillMode=mixed has it.
    ended = {name: unit.stop(started[name]) for name, unit in units().items()}
    failed = {
        name: ended[name] for name, unit in units().items() if not unit.is_success(ended[name])
    }
    assert failed == {}


def up(port: int) -> set[str]:
    return {name for name, state in services(port).items() if state == "up"}
