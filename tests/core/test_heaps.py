"""What is large and freed goes back to the system, in a process that asks for that."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.migrated import ROOT

HOARD = """
import re, sys
from pathlib import Path
from factory.core import heaps
def resident():
    return int(re.search(r"VmRSS:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
if sys.argv[1] == "asked":
    heaps.give_back_large()
before, beside = resident(), []
for _ in range(3):
    picture = b"1" * (4 << 20)
    beside.append(b"1" * 1000)
    del picture
print(resident() - before)
"""


def kept(way: str) -> int:
    """Return the kB that a process holds of the pictures that it has freed."""
    done = subprocess.run(
        [sys.executable, "-c", HOARD, way], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return int(done.stdout)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads Linux's /proc")
def test_freed_pictures_are_given_back() -> None:
    assert kept("asked") < 3000
    assert kept("by itself") >= 4000, "else nobody needs to ask"
