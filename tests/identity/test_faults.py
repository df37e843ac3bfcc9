"""All faults mixed, with real processes: HTTP, broker and worker. The thousand are a benchmark."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = [pytest.mark.slow]


def test_each_sighting_ends_right_whatever_goes_wrong() -> None:
    words = ["-m", "benchmarks.identity.faults", "--count", "80", "--each", "0", "--json"]
    run = subprocess.run(
        [sys.executable, *words],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
        timeout=500,
        check=False,
    )
    found = json.loads(run.stdout.splitlines()[-1])
    (mixed,) = found["runs"]
    assert (mixed["sightings"], mixed["wrong"], mixed["duplicates"]) == (80, 0, 0)
    # A busy machine is late; it is never early, and never tries once more.
    assert [int(pause) for pause in found["timeline"]][:2] == [1, 2]
    assert len(found["timeline"]) == 3
    assert found["timeline"][2] >= 4
