"""A person's body, limb by limb, from a pose and an outfit."""

from __future__ import annotations

from streaming.scenes.canvas import Canvas, Colour
from streaming.scenes.gait import Limb, Pose
from streaming.scenes.heads import draw_head
from streaming.scenes.outfits import Outfit
from streaming.scenes.paint import solid
from streaming.scenes.view import Point

_SILVER: Colour = (215, 218, 220)


def draw_body(pen: Canvas, pose: Pose, outfit: Outfit) -> None:
    far, near = 0.72, 1.0
    _arm(pen, pose.arms[0], outfit, far)
    _leg(pen, pose.legs[0], outfit, far)
    _leg(pen, pose.legs[1], outfit, near)
    if outfit.bag:
        _bag(pen, pose, outfit.bag)
    _torso(pen, pose, outfit)
    draw_head(pen, pose, outfit)
    _arm(pen, pose.arms[1], outfit, near)


def _leg(pen: Canvas, leg: Limb, outfit: Outfit, shade: float) -> None:
    cloth, shoe = solid(outfit.trousers, shade), solid(outfit.shoes, shade)
    heel, toe = leg.end, (leg.end[0] + 0.075, leg.end[1] + 0.004)
    pen.limb(
        (heel[0] - 0.008, heel[1] - 0.012), (toe[0] - 0.012, toe[1] - 0.010), (0.022, 0.016), shoe
    )
    pen.limb(leg.root, leg.middle, (0.062 * outfit.build, 0.044), cloth)
    pen.limb(leg.middle, (leg.end[0], leg.end[1] - 0.03), (0.044, 0.033), cloth)


def _arm(pen: Canvas, arm: Limb, outfit: Outfit, shade: float) -> None:
    cloth, skin = solid(outfit.top, shade * 0.93), solid(outfit.skin, shade)
    pen.limb(arm.middle, arm.end, (0.024, 0.019), skin)
    pen.circle(arm.end, 0.024, skin)
    pen.limb(arm.root, arm.middle, (0.036 * outfit.build, 0.028), cloth)


def _torso(pen: Canvas, pose: Pose, outfit: Outfit) -> None:
    cloth, hem = solid(outfit.top), 0.15 if outfit.kurta else 0.022
    pen.polygon(_trunk(pose, outfit.build, hem), cloth)
    (nx, ny), (hx, hy) = pose.neck, pose.hip
    pen.limb((nx - 0.030, ny + 0.024), (nx + 0.018, ny + 0.026), (0.044, 0.042), cloth)
    fold = solid(outfit.top, 0.78)
    pen.line(((nx + 0.01, ny + 0.12), (hx + 0.03, hy - 0.06)), fold, 0.009)
    pen.line(((nx - 0.05, ny + 0.16), (hx - 0.035, hy - 0.03)), fold, 0.007)
    if not outfit.kurta:
        pen.line(((hx - 0.064, hy + 0.016), (hx + 0.062, hy + 0.012)), solid((30, 30, 34)), 0.016)
    if outfit.vest:
        _vest(pen, pose, outfit.vest, outfit.build)


def _trunk(pose: Pose, build: float, hem: float) -> list[Point]:
    """Back and chest from the shoulders down to ``hem`` below the hip; wide above, narrow waist."""
    (nx, ny), (hx, hy) = pose.neck, pose.hip
    flare = 0.072 + 0.11 * hem
    back = [(nx - 0.074 * build, ny + 0.03), (nx - 0.086 * build, ny + 0.10)]
    waist = (hx - 0.066 * build, hy - 0.07), (hx + 0.064 * build, hy - 0.07)
    lower = [(hx - flare * build, hy + hem), (hx + flare * build, hy + hem - 0.008)]
    chest = [(nx + 0.078 * build, ny + 0.11), (nx + 0.058 * build, ny + 0.03)]
    return [*back, waist[0], *lower, waist[1], *chest]


def _vest(pen: Canvas, pose: Pose, colour: Colour, build: float) -> None:
    (nx, ny), (hx, hy) = pose.neck, pose.hip
    pen.polygon(_trunk(pose, build * 1.07, -0.02), solid(colour))
    pen.limb((nx - 0.032, ny + 0.026), (nx + 0.016, ny + 0.028), (0.046, 0.042), solid(colour))
    for share in (0.5, 0.76):
        x, y = nx + (hx - nx) * share - 0.002, ny + (hy - ny) * share
        band = 0.080 * build
        pen.polygon(
            ((x - band, y), (x + band, y - 0.004), (x + band, y + 0.022), (x - band, y + 0.026)),
            solid(_SILVER),
        )
    pen.line(((nx + 0.004, ny), (nx + 0.012, hy - 0.13)), solid(_SILVER), 0.020)


def _bag(pen: Canvas, pose: Pose, colour: Colour) -> None:
    (nx, ny), (hx, hy) = pose.neck, pose.hip
    pen.limb((nx - 0.085, ny + 0.06), (hx - 0.088, hy - 0.09), (0.05, 0.06), solid(colour))
