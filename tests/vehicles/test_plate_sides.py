"""A plate at the side of what was seen may go on outside of it."""

from __future__ import annotations

import pytest

from vehicles.plate_lines import PlateLine
from vehicles.plate_sides import with_sides_in_mind
from vehicles.plates import read_plate

# Ten characters of ten pixels each.
LINE = PlateLine(read_plate("KA01AB1234"), 0.95, (100, 50, 200, 66))


@pytest.mark.parametrize(
    ("left", "right", "half"),
    [
        pytest.param(0, 400, False, id="in the middle"),
        pytest.param(0, 200, True, id="to the very side"),
        pytest.param(0, 204, True, id="less than half a character away"),
        pytest.param(0, 206, False, id="more than that"),
        pytest.param(97, 400, True, id="at the left"),
        pytest.param(94, 400, False, id="a little to the right of it"),
    ],
)
def test_where_it_ends(left: float, right: float, half: bool) -> None:
    assert with_sides_in_mind(LINE, left, right).half is half
