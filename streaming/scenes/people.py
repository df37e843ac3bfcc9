"""Draws one person from a pose and an outfit, and lays figure and shadow on the ground."""

from __future__ import annotations

import cv2
import numpy as np

from streaming.frames import Image
from streaming.scenes.body import draw_body
from streaming.scenes.canvas import Canvas
from streaming.scenes.gait import Pose
from streaming.scenes.laying import darken, paste
from streaming.scenes.outfits import Outfit
from streaming.scenes.sprites import Sprite
from streaming.scenes.view import Point

_FINE = 2  # drawn this much larger, then averaged down
_LEFT, _RIGHT, _TOP, _BOTTOM = 0.42, 0.42, 1.06, 0.06  # the patch around the feet, in body heights
_SHADOW = 0.42


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
    draw_body(pen, pose, outfit)
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
