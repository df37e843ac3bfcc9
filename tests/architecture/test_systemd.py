"""systemd itself reads the units, and complains of none."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.services import require

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "docs" / "systemd").iterdir())
HOME = "/opt/factory-ai"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The units as they would lie beside an installation."""
    require(shutil.which("systemd-analyze"), "systemd-analyze")
    programs = tmp_path / "installed" / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("python", "celery"):
        (programs / name).symlink_to(shutil.which("true") or "/bin/true")
    units = tmp_path / "units"
    units.mkdir()
    for unit in UNITS:
        text = unit.read_text().replace(HOME, str(tmp_path / "installed"))
        (units / unit.name).write_text(text)
    return units


def complaints(folder: Path) -> list[str]:
    names = [str(path) for path in sorted(folder.iterdir())]
    command = ["systemd-analyze", "verify", "--man=no", *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    # It looks at the machine's own units as well.
    return [line for line in done.stderr.splitlines() if "factory-ai" in line or done.returncode]


def test_systemd_takes_every_unit(folder: Path) -> None:
    assert len(UNITS) == 8
    assert complaints(folder) == []


@pytest.mark.parametrize(
    ("written", "misread"),
    [
        ("Restart=always", "Restart=allways"),
        ("KillSignal=SIGQUIT", "KillSignal=SIGQUITE"),
        ("/.venv/bin/", "/.venv/lib/"),
        ("UMask=0027", "Umask=0027"),
    ],
)
def test_a_slip_would_be_told(folder: Path, written: str, misread: str) -> None:
    path = folder / "factory-ai-worker.service"
    text = path.read_text()
    assert written in text
    path.write_text(text.replace(written, misread))
    assert complaints(folder)
