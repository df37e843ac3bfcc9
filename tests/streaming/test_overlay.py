"""What is drawn, in which colour, for whom, and how strongly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from streaming import labels, overlay
from streaming.frames import Annotations, Detection, Image, Shape
from streaming.labels import Colour
from streaming.overlay import BLUE, GREEN, GREY, LINE, Panel, caption, draw, pen_for, strength

ADA = Detection("face", 0.91, (100, 100, 200, 200), track_id=4, text="Ada", personal=True)


def blank(height: int = 360) -> Image:
    return np.zeros((height, height * 16 // 9, 3), np.uint8)


def pixel(image: Image, x: int, y: int) -> Colour:
    blue, green, red = (int(value) for value in image[y, x])
    return blue, green, red


def near(one: Colour, other: Colour) -> bool:
    """Lines are anti-aliased, so that their middle is not quite their colour."""
    return all(abs(a - b) < 40 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(
    ("what", "colour"),
    [("person", GREEN), ("car", BLUE), ("truck", BLUE), ("vehicle", BLUE), ("forklift", GREY)],
)
def test_a_box_has_the_colour_of_its_class(what: str, colour: Colour) -> None:
    image = blank()
    draw(image, Annotations((Detection(what, 0.9, (100, 100, 200, 200)),)), personal=False)
    assert pixel(image, 100, 150) == pixel(image, 150, 200) == colour
    assert pixel(image, 150, 150) == (0, 0, 0)


@pytest.mark.parametrize(
    ("one", "personal", "text"),
    [
        pytest.param(ADA, True, ("Ada", "91%", "#4"), id="a name for those who may"),
        pytest.param(ADA, False, ("face", "91%", "#4"), id="no name for others"),
        pytest.param(Detection("car", 0.5, (0, 0, 1, 1)), False, ("car", "50%"), id="no track"),
        pytest.param(
            Detection("car", 0.5, (0, 0, 1, 1), text="bay 2"),
            False,
            ("bay 2", "50%"),
            id="open text",
        ),
    ],
)
def test_captions(one: Detection, personal: bool, text: tuple[str, ...]) -> None:
    assert caption(one, personal=personal) == text


def test_the_personal_picture_differs_only_by_its_label() -> None:
    mine, yours = blank(), blank()
    draw(mine, Annotations((ADA,)), personal=True)
    draw(yours, Annotations((ADA,)), personal=False)
    rows = np.flatnonzero((mine != yours).any(axis=(1, 2)))
    assert len(rows)
    assert rows.max() < 100


@pytest.mark.parametrize(("age", "share"), [(0, 1), (1, 1), (1.5, 0.5), (2, 0), (60, 0), (-1, 1)])
def test_strength_by_age(age: float, share: float) -> None:
    assert strength(age) == pytest.approx(share)


def test_stale_boxes_fade_and_lines_stay() -> None:
    seen = Annotations(
        (Detection("person", 0.9, (100, 100, 200, 200)),), (Shape(((10, 300), (300, 300))),)
    )
    fading, gone = blank(), blank()
    draw(fading, seen, personal=False, age=1.5)
    draw(gone, seen, personal=False, age=5)
    assert pixel(fading, 150, 200) == tuple(value // 2 for value in GREEN)
    assert pixel(gone, 150, 200) == (0, 0, 0)
    assert near(pixel(gone, 100, 300), LINE)


@pytest.mark.parametrize("height", [360, 720, 1080, 2160])
def test_letters_and_lines_grow_with_the_picture(height: int) -> None:
    pen = pen_for(height)
    assert pen.letters >= 12
    assert height / 50 <= pen.letters <= height / 28
    assert height / 500 <= pen.line <= max(2, height / 300)


@pytest.mark.parametrize(
    "box",
    [(-50, -50, 20, 20), (600, 340, 900, 500), (5000, 5000, 6000, 6000), (-1e6, 0, 1e6, 1)],
    ids=["left above", "right below", "outside", "huge"],
)
def test_boxes_over_the_edge_are_drawn_as_far_as_they_go(
    box: tuple[float, float, float, float],
) -> None:
    image = blank()
    draw(image, Annotations((Detection("person", 0.5, box),)), personal=False)
    assert image.any()


def test_lines_and_zones() -> None:
    image = blank()
    zone = Shape(((50, 50), (150, 50), (150, 150), (50, 150)), "Dock")
    draw(image, Annotations((), (zone, Shape(()))), personal=False)
    assert near(pixel(image, 150, 100), LINE)
    assert near(pixel(image, 100, 150), LINE)


def test_the_panel_tells_name_time_rate_and_counts() -> None:
    at = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    with_counts, without = blank(720), blank(720)
    draw(without, Annotations(), personal=False, panel=Panel("Gate", at, 30))
    counts = (("in", 4), ("out", 2))
    draw(with_counts, Annotations(), personal=False, panel=Panel("Gate", at, 30, counts))
    rows = [np.flatnonzero(image.any(axis=(1, 2))).max() for image in (without, with_counts)]
    assert rows[1] > rows[0] > 0


def test_a_label_larger_than_the_picture_is_cut() -> None:
    image: Image = np.zeros((20, 30, 3), np.uint8)
    draw(
        image, Annotations((Detection("person", 0.5, (2, 2, 20, 15), 1, "x" * 200),)), personal=True
    )
    assert image.any()


def test_the_time_of_day_does_not_fill_the_memory() -> None:
    image = np.zeros((360, 640, 3), np.uint8)
    labels.label.cache_clear()
    for second in range(3600):
        at = datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(seconds=second)
        overlay.draw_panel(image, overlay.Panel("Gate", at, 25.0))
    assert labels.label.cache_info().currsize == 0
    assert labels.passing_label.cache_info().currsize <= 8


def test_numbers_that_never_come_again_are_not_remembered() -> None:
    image = np.zeros((360, 640, 3), np.uint8)
    labels.label.cache_clear()
    for track in range(500):
        seen = Detection("person", track % 101 / 100, (100, 100, 200, 200), track_id=track)
        overlay.draw_detections(image, (seen,), personal=False)
    # What it is, ten figures, two marks, and the edge.
    assert labels.label.cache_info().currsize <= 14


def test_numbers_can_be_told_apart() -> None:
    drawn = {
        labels.row((text,), 20, (0, 0, 0), (60, 200, 60)).tobytes()
        for text in ("#12", "#21", "12%")
    }
    assert len(drawn) == 3
