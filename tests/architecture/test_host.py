"""What docs/production.md and docs/systemd tell a host to do lets the processes do their work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from factory.rundir import SHARED_TEMPORARY

DOCS = Path(__file__).resolve().parents[2] / "docs"
UNITS = {path.stem: path.read_text() for path in sorted((DOCS / "systemd").glob("*.service"))}
PROXY = (DOCS / "production.md").read_text().partition("```nginx\n")[2].partition("```")[0]
LOCATIONS = dict(
    re.findall(r"^    location (.+?) \{\n(.*?)\n    \}", PROXY, re.DOTALL | re.MULTILINE)
)


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_may_write_where_its_process_does(name: str) -> None:
    """The data, temporary files (long bodies, exports) and sockets, which cameras and web share."""
    lines = UNITS[name].splitlines()
    (writable,) = [line for line in lines if line.startswith("ReadWritePaths=")]
    allowed = set(writable.partition("=")[2].split())
    assert {"/var/lib/factory-ai", str(SHARED_TEMPORARY), "/var/tmp"} <= allowed
    assert "PrivateTmp=no" in lines


@pytest.mark.parametrize("path", LOCATIONS)
def test_the_proxy_tells_every_path_who_asks(path: str) -> None:
    """A location of nginx inherits the server's headers if it sets none itself, else not one."""
    assert "proxy_pass " in LOCATIONS[path]
    own = set(re.findall(r"proxy_set_header (\S+)", LOCATIONS[path]))
    inherited = set(re.findall(r"^    proxy_set_header (\S+)", PROXY, re.MULTILINE))
    assert {"Host", "X-Forwarded-For", "X-Forwarded-Proto"} <= (own or inherited)


def test_live_paths_have_a_location_of_their_own() -> None:
    unbuffered = [path for path, block in LOCATIONS.items() if "proxy_buffering off;" in block]
    assert len(LOCATIONS) == 2
    assert len(unbuffered) == 1
    assert "video_feed" in unbuffered[0]
