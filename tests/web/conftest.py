"""One real server for all tests of serving: it takes seconds to start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.serving import Served, served

VIEWERS = ("ann", "ben", "cem", "dora", "eve", "finn")


@pytest.fixture(scope="session")
def server() -> Iterator[Served]:
    """Each test that takes rights away uses a viewer of its own."""
    with served(*VIEWERS) as running:
        yield running
