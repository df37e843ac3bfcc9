"""What a second, softened look at a line leaves of the trust in its characters."""

from __future__ import annotations

import pytest

from vehicles.plate_lines import Line

rapid = pytest.importorskip("vehicles.engines.rapid", reason="the vision extra is not installed")
SURE = (0.99, 0.98, 0.97)


@pytest.mark.parametrize(
    ("text", "again", "figures", "left"),
    [
        pytest.param("A18", "A18", SURE, SURE, id="the same again"),
        pytest.param("A 18", "a18", SURE, SURE, id="spaces and case say nothing"),
        pytest.param("A18", "A16", SURE, (0.99, 0.98, 0.0), id="an 8 that was a 6"),
        pytest.param("A18", "A1", SURE, (0.0, 0.0, 0.0), id="a character fewer: nothing is sure"),
        pytest.param("A18", "", SURE, (0.0, 0.0, 0.0), id="nothing at all the second time"),
        pytest.param("A18", "A16", (), (), id="no figures, nothing to doubt"),
    ],
)
def test_only_what_both_looks_agree_on_is_trusted(
    text: str, again: str, figures: tuple[float, ...], left: tuple[float, ...]
) -> None:
    line = Line(text, 0.98, (0, 0, 90, 30), figures)
    assert rapid.doubted(line, again).figures == left
