"""Draws one person from a pose and an outfit, and lays figure and shadow on the ground."""

from __future__ import annotations

import cv2
import numpy as np

from streaming.frames import Image
from streaming.scenes.canvas import Canvas, Colour, Point
from streaming.scenes.gait import Limb, Pose
from streaming.scenes.outfits import Outfit
from streaming.scenes.sprites import Sprite, darken, paste

_FINE = 2  # drawn this much larger, then averaged down
_LEFT, _RIGHT, _TOP, _BOTTOM = 0.42, 0.42, 1.06, 0.06  # the patch around the feet, in body heights
_SHADOW = 0.42
_SILVER: Colour = (215, 218, 220)


def draw_person(
    frame: Image, pose: Pose, outfit: Outfit, *, feet: Point, height: float, facing: int
) -> None:
    """``feet`` and ``height`` are pixels; ``facing`` is 1 to the right, -1 to the left."""
    corner = (int(feet[0] - _LEFT * height), int(feet[1] - _TOP * height))
    sprite = _figure(pose, outfit, (feet[0] - corner[0], feet[1] - corner[1]), height, facing)
    _cast_shadow(frame, sprite.alpha, (feet[0] - corner[0], feet[1] - corner[1]), corner)
    paste(frame, sprite, *corner)


def _figure(pose: Pose, outfit: Outfit, feet: Point, height: float, facing: int) -> Sprite:
    size = (int((_LEFT + _RIGHT) * height) + 2, int((_TOP + _BOTTOM) * height) + 2)
    large = np.zeros((size[1] * _FINE, size[0] * _FINE, 4), np.uint8)
    root = (feet[0] if facing > 0 else size[0] - feet[0], feet[1])
    pen = Canvas(large, height * _FINE, (root[0] * _FINE, root[1] * _FINE))
    _body(pen, pose, outfit)
    small = np.asarray(cv2.resize(large, size, interpolation=cv2.INTER_AREA), np.uint8)
    turned = small if facing > 0 else small[:, ::-1]
    bgr, alpha = np.ascontiguousarray(turned[..., :3]), np.ascontiguousarray(turned[..., 3])
    return Sprite(_rounded(bgr, alpha, height), alpha)


def _rounded(bgr: Image, alpha: Image, height: float) -> Image:
    """Light from the upper left: the edge away from it falls into shade, so that bodies look round."""
    soft = cv2.GaussianBlur(alpha, (0, 0), max(height * 0.03, 0.6))
    shift = max(1.0, height * 0.026)
    move = np.array([[1, 0, -shift], [0, 1, -shift * 0.7]], np.float64)
    towards = cv2.warpAffine(soft, move, (alpha.shape[1], alpha.shape[0]))
    shade = cv2.addWeighted(towards, 0.62, alpha, 0.0, 118)
    return np.asarray(cv2.multiply(bgr, cv2.merge((shade, shade, shade)), scale=1 / 232), np.uint8)


def _cast_shadow(frame: Image, alpha: Image, feet: Point, corner: tuple[int, int]) -> None:
    """The figure's outline laid on the ground: away from the sun, which stands to the front left."""
    height, width = alpha.shape
    lean, flat = 0.62, 0.26
    reach = int(height * lean)
    rise = int(height * flat) + 4
    matrix = np.array(
        [[1, -lean, lean * feet[1]], [0, flat, rise - flat * feet[1]]], dtype=np.float64
    )
    laid = cv2.warpAffine(alpha, matrix, (width + reach, rise + 6), flags=cv2.INTER_AREA)
    soft = np.asarray(cv2.GaussianBlur(laid, (0, 0), max(height * 0.008, 0.6)), np.uint8)
    darken(frame, soft, corner[0], corner[1] + int(feet[1]) - rise, _SHADOW)


def _body(pen: Canvas, pose: Pose, outfit: Outfit) -> None:
    far, near = 0.72, 1.0
    _arm(pen, pose.arms[0], outfit, far)
    _leg(pen, pose.legs[0], outfit, far)
    _leg(pen, pose.legs[1], outfit, near)
    if outfit.bag:
        _bag(pen, pose, outfit.bag)
    _torso(pen, pose, outfit)
    _head(pen, pose, outfit)
    _arm(pen, pose.arms[1], outfit, near)


def _ink(colour: Colour, shade: float = 1.0) -> tuple[float, float, float, float]:
    return colour[0] * shade, colour[1] * shade, colour[2] * shade, 255.0


def _leg(pen: Canvas, leg: Limb, outfit: Outfit, shade: float) -> None:
    cloth, shoe = _ink(outfit.trousers, shade), _ink(outfit.shoes, shade)
    heel, toe = leg.end, (leg.end[0] + 0.075, leg.end[1] + 0.004)
    pen.limb(
        (heel[0] - 0.008, heel[1] - 0.012), (toe[0] - 0.012, toe[1] - 0.010), (0.022, 0.016), shoe
    )
    pen.limb(leg.root, leg.middle, (0.062 * outfit.build, 0.044), cloth)
    pen.limb(leg.middle, (leg.end[0], leg.end[1] - 0.03), (0.044, 0.033), cloth)


def _arm(pen: Canvas, arm: Limb, outfit: Outfit, shade: float) -> None:
    cloth, skin = _ink(outfit.top, shade * 0.93), _ink(outfit.skin, shade)
    pen.limb(arm.middle, arm.end, (0.024, 0.019), skin)
    pen.circle(arm.end, 0.024, skin)
    pen.limb(arm.root, arm.middle, (0.036 * outfit.build, 0.028), cloth)


def _torso(pen: Canvas, pose: Pose, outfit: Outfit) -> None:
    cloth, hem = _ink(outfit.top), 0.15 if outfit.kurta else 0.022
    pen.polygon(_trunk(pose, outfit.build, hem), cloth)
    (nx, ny), (hx, hy) = pose.neck, pose.hip
    pen.limb((nx - 0.030, ny + 0.024), (nx + 0.018, ny + 0.026), (0.044, 0.042), cloth)
    fold = _ink(outfit.top, 0.78)
    pen.line(((nx + 0.01, ny + 0.12), (hx + 0.03, hy - 0.06)), fold, 0.009)
    pen.line(((nx - 0.05, ny + 0.16), (hx - 0.035, hy - 0.03)), fold, 0.007)
    if not outfit.kurta:
        pen.line(((hx - 0.064, hy + 0.016), (hx + 0.062, hy + 0.012)), _ink((30, 30, 34)), 0.016)
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
    pen.polygon(_trunk(pose, build * 1.07, -0.02), _ink(colour))
    pen.limb((nx - 0.032, ny + 0.026), (nx + 0.016, ny + 0.028), (0.046, 0.042), _ink(colour))
    for share in (0.5, 0.76):
        x, y = nx + (hx - nx) * share - 0.002, ny + (hy - ny) * share
        band = 0.080 * build
        pen.polygon(
            ((x - band, y), (x + band, y - 0.004), (x + band, y + 0.022), (x - band, y + 0.026)),
            _ink(_SILVER),
        )
    pen.line(((nx + 0.004, ny), (nx + 0.012, hy - 0.13)), _ink(_SILVER), 0.020)


def _bag(pen: Canvas, pose: Pose, colour: Colour) -> None:
    (nx, ny), (hx, hy) = pose.neck, pose.hip
    pen.limb((nx - 0.085, ny + 0.06), (hx - 0.088, hy - 0.09), (0.05, 0.06), _ink(colour))


def _head(pen: Canvas, pose: Pose, outfit: Outfit) -> None:
    x, y = pose.head
    pen.limb(pose.neck, (x - 0.008, y + 0.03), (0.034, 0.03), _ink(outfit.skin, 0.9))
    pen.ellipse((x, y), (0.052, 0.066), _ink(outfit.skin))
    pen.ellipse((x + 0.05, y + 0.012), (0.010, 0.012), _ink(outfit.skin))
    hair = _ink(outfit.hair)
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
    pen.polygon([(x + dx, y + dy) for dx, dy in dome + rim], _ink(colour))
    pen.limb((x - 0.060, y - 0.020), (x + 0.060, y - 0.022), (0.006, 0.006), _ink(colour, 0.75))
