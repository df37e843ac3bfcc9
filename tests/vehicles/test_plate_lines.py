"""The plate among the lines of text that a vehicle carries."""

from __future__ import annotations

import pytest

from vehicles.plate_lines import Line, find_plate
from vehicles.plates import INDIA


def line(text: str, row: int = 0, *, left: float = 0, confidence: float = 0.9) -> Line:
    """A line 20 pixels high in that row, rows being 25 apart."""
    return Line(text, confidence, (left, row * 25, left + 10 * len(text), row * 25 + 20))


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        pytest.param([], None, id="no text"),
        pytest.param([line("IND"), line("O", 3)], None, id="badge and wheel"),
        pytest.param([line("SECURITY")], None, id="lettering without figures"),
        pytest.param([line("KA01AB1234")], "KA01AB1234", id="one line"),
        pytest.param([line("SECURITY 24"), line("KA01AB1234", 4)], "KA01AB1234", id="a sign"),
        pytest.param([line("KA51"), line("AD6384", 1)], "KA51AD6384", id="two lines"),
        pytest.param([line("AD6384", 1), line("KA51")], "KA51AD6384", id="in any order"),
        pytest.param([line("KA51"), line("AD6384", 5)], "AD6384", id="too far apart"),
        pytest.param([line("KA51"), line("AD6384", 1, left=300)], "AD6384", id="side by side"),
        pytest.param([line("KA01AB1234"), line("24", 1)], "KA01AB1234", id="a sticker below"),
        pytest.param([line("KAO1AB1234"), line("ABCD 12", 4)], "KAO1AB1234", id="mendable"),
        pytest.param([line("9" * 21)], None, id="too long"),
    ],
)
def test_find_plate(lines: list[Line], text: str | None) -> None:
    found = find_plate(lines, INDIA)
    assert (found.reading.text if found else None) == text


@pytest.mark.parametrize(
    ("lines", "half"),
    [
        pytest.param([line("KA01AB1234")], False, id="one line"),
        pytest.param([line("KA51"), line("AD6384", 1)], False, id="two lines that are a plate"),
        pytest.param(
            [line("MH01567"), line("#+AO", 1)], True, id="short, over what nobody can read"
        ),
        pytest.param([line("TATA"), line("77CD12", 1)], True, id="short, under a word"),
        pytest.param([line("77CD12"), line("TATA", 5)], False, id="short, the word far away"),
        pytest.param([line("77CD12"), line(".", 1)], False, id="short, a screw"),
        pytest.param([line("MH12A1234"), line("TC0O01", 1)], True, id="of a trade plate"),
        pytest.param([line("KA01AB1234"), line("24", 1)], False, id="a sticker below"),
        pytest.param([line("TATA"), line("KA01AB1234", 1)], False, id="whole, under a word"),
    ],
)
def test_half_of_a_plate_of_two_lines(lines: list[Line], half: bool) -> None:
    found = find_plate(lines, INDIA)
    assert found is not None
    assert found.half is half


def test_two_lines_are_as_sure_as_the_worse_one() -> None:
    found = find_plate([line("KA51", confidence=0.6), line("AD6384", 1, confidence=0.9)], INDIA)
    assert found is not None
    assert (found.confidence, found.xyxy) == (0.6, (0, 0, 60, 45))
