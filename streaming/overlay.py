"""Draws on a frame what the machine saw in it: boxes, labels, lines and zones, an info panel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import cv2
import numpy as np

from streaming.frames import Annotations, Detection, Image, Shape
from streaming.labels import Colour, label, passing_label, paste, readable_on, row

GREEN: Final[Colour] = (60, 200, 60)
BLUE: Final[Colour] = (235, 120, 30)
GREY: Final[Colour] = (190, 190, 190)
LINE: Final[Colour] = (0, 215, 255)
DARK: Final[Colour] = (24, 24, 24)
COLOURS: Final[Mapping[str, Colour]] = {
    "person": GREEN,
    "vehicle": BLUE,
    "car": BLUE,
    "truck": BLUE,
    "bus": BLUE,
    "motorcycle": BLUE,
    "face": (200, 80, 220),
    "plate": (0, 165, 255),
}
FRESH_S: Final = 1.0
GONE_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class Panel:
    """What the corner says; ``at`` is aware, in the site's zone."""

    name: str
    at: datetime
    fps: float
    counts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Pen:
    """Line width and letter height in pixels that stay legible from 360 to 2160 lines."""

    line: int
    letters: int


def pen_for(height: int) -> Pen:
    return Pen(line=max(2, round(height / 400)), letters=max(12, round(height / 42)))


def strength(age: float) -> float:
    """Return how strongly detections ``age`` seconds old are drawn: 1 when fresh, 0 when gone."""
    return min(1.0, max(0.0, (GONE_S - age) / (GONE_S - FRESH_S)))


def draw_shapes(image: Image, shapes: tuple[Shape, ...]) -> None:
    """Draw lines and zones, which stay as long as their annotator does."""
    pen = pen_for(image.shape[0])
    for shape in shapes:
        points = np.array(shape.points, np.float32).round().astype(np.int32)
        if not len(points):
            continue
        cv2.polylines(image, [points], len(points) > 2, LINE, pen.line, cv2.LINE_AA)  # noqa: PLR2004
        if shape.caption:
            # At its highest point, not at the corner of its bounds, where a slanting line is far away.
            left, top = points[points[:, 1].argmin()]
            paste(image, label(shape.caption, pen.letters, DARK, LINE), int(left), int(top))


def draw_detections(
    image: Image, detections: tuple[Detection, ...], *, personal: bool, age: float = 0.0
) -> None:
    """Draw boxes and labels in place. Where ``personal`` is false, names and plates are left out."""
    share = strength(age)
    if not detections or share <= 0:
        return
    target = image if share == 1 else image.copy()
    pen = pen_for(image.shape[0])
    for one in detections:
        _draw(target, one, pen, personal=personal)
    if target is not image:
        cv2.addWeighted(target, share, image, 1 - share, 0, dst=image)


def draw_panel(image: Image, panel: Panel) -> None:
    pen = pen_for(image.shape[0])
    lines = [panel.name, f"{panel.at:%Y-%m-%d %H:%M:%S}  {panel.fps:.0f} fps"]
    lines += [f"{name}: {count}" for name, count in panel.counts]
    edge = pen.letters // 2
    paste(image, passing_label("\n".join(lines), pen.letters, (255, 255, 255), DARK), edge, edge)


def draw(
    image: Image,
    annotations: Annotations,
    *,
    personal: bool,
    age: float = 0.0,
    panel: Panel | None = None,
) -> None:
    """Draw everything, in place; ``annotations`` are in pixels of ``image``."""
    draw_shapes(image, annotations.shapes)
    draw_detections(image, annotations.detections, personal=personal, age=age)
    if panel:
        draw_panel(image, panel)


def caption(one: Detection, *, personal: bool) -> tuple[str, ...]:
    """Return a box's text in pieces: what it is (or its text, where allowed), how sure, which track."""
    hidden = one.personal and not personal
    what = one.label if hidden or not one.text else one.text
    track = () if one.track_id is None else (f"#{one.track_id}",)
    return (what, f"{one.confidence:.0%}", *track)


def _draw(image: Image, one: Detection, pen: Pen, *, personal: bool) -> None:
    left, top, right, bottom = (round(side) for side in one.xyxy)
    colour = COLOURS.get(one.label, GREY)
    cv2.rectangle(image, (left, top), (right, bottom), colour, pen.line)
    text = row(caption(one, personal=personal), pen.letters, readable_on(colour), colour)
    paste(image, text, left, top - text.shape[0])
