"""A person's head in profile: hair, and a helmet where the work asks for one."""

from __future__ import annotations

from streaming.scenes.canvas import Canvas, Colour
from streaming.scenes.gait import Pose
from streaming.scenes.outfits import Outfit
from streaming.scenes.paint import solid
from streaming.scenes.view import Point


def draw_head(pen: Canvas, pose: Pose, outfit: Outfit) -> None:
    x, y = pose.head
    pen.limb(pose.neck, (x - 0.008, y + 0.03), (0.034, 0.03), solid(outfit.skin, 0.9))
    pen.ellipse((x, y), (0.052, 0.066), solid(outfit.skin))
    pen.ellipse((x + 0.05, y + 0.012), (0.010, 0.012), solid(outfit.skin))
    hair = solid(outfit.hair)
    pen.polygon(
        (
            (x + 0.040, y - 0.035),
            (x + 0.004, y - 0.020),
            (x - 0.006, y + 0.022),
            (x - 0.046, y + 0.030),
            (x - 0.058, y - 0.012),
            (x - 0.046, y - 0.055),
            (x - 0.005, y - 0.076),
            (x + 0.034, y - 0.062),
        ),
        hair,
    )
    if outfit.helmet:
        _helmet(pen, (x, y), outfit.helmet)


def _helmet(pen: Canvas, head: Point, colour: Colour) -> None:
    x, y = head
    dome = [(-0.066, -0.022), (-0.062, -0.058), (-0.036, -0.088), (0.0, -0.096), (0.036, -0.086)]
    rim = [(0.060, -0.056), (0.064, -0.032), (0.098, -0.022), (0.096, -0.014), (-0.066, -0.012)]
    pen.polygon([(x + dx, y + dy) for dx, dy in dome + rim], solid(colour))
    pen.limb((x - 0.060, y - 0.020), (x + 0.060, y - 0.022), (0.006, 0.006), solid(colour, 0.75))
