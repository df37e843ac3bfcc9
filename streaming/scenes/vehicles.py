"""Vehicles seen from the front: which shape, with which plate, finished into a sprite."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from streaming.frames import Image
from streaming.scenes.canvas import Canvas
from streaming.scenes.fleet import FleetVehicle
from streaming.scenes.plates import HEIGHT as PLATE_HEIGHT
from streaming.scenes.plates import WIDTH as PLATE_WIDTH
from streaming.scenes.plates import draw_plate
from streaming.scenes.sprites import Sprite, pyramid
from streaming.scenes.vehicle_car import draw_car
from streaming.scenes.vehicle_lorry import draw_lorry
from streaming.scenes.view import Box

REACH: Box = (-300.0, -540.0, 300.0, 12.0)
"""What a vehicle's sprite covers, in scene units around the ground under its plate."""

_FINE = 2
_LEVELS = 4
_PLATE_TOP = {"car": -142.0, "van": -142.0, "lorry": -150.0}
_TOP = {"car": -385.0, "van": -452.0, "lorry": -532.0}
_HALF_WIDTH = {"car": 258.0, "van": 258.0, "lorry": 272.0}


@dataclass(frozen=True, slots=True)
class VehicleSprite:
    """The front in several sizes; ``outline`` and ``plate`` are boxes in units, as REACH has them."""

    levels: tuple[Sprite, ...]
    outline: Box
    plate: Box


def vehicle_sprite(vehicle: FleetVehicle, *, scale: float, dirty_seed: int | None) -> VehicleSprite:
    """``scale`` is pixels a unit at the stop line."""
    body, top = vehicle.body, _PLATE_TOP[vehicle.body]
    plate = (-PLATE_WIDTH / 2, top, PLATE_WIDTH / 2, top + PLATE_HEIGHT)
    full = _painted(vehicle, scale)
    painted = draw_plate(vehicle.plate, commercial=vehicle.commercial, dirty_seed=dirty_seed)
    _mount(full, painted, plate, scale)
    outline = (-_HALF_WIDTH[body], _TOP[body], _HALF_WIDTH[body], 0.0)
    return VehicleSprite(pyramid(full, _LEVELS), outline, plate)


def _painted(vehicle: FleetVehicle, scale: float) -> Sprite:
    left, top, right, bottom = REACH
    size = round((right - left) * scale), round((bottom - top) * scale)
    large = np.zeros((size[1] * _FINE, size[0] * _FINE, 4), np.uint8)
    fine = scale * _FINE
    canvas = Canvas(large, fine, (-left * fine, -top * fine))
    if vehicle.body == "lorry":
        draw_lorry(canvas, vehicle.colour)
    else:
        draw_car(canvas, vehicle.colour, roof=_TOP[vehicle.body])
    small = np.asarray(cv2.resize(large, size, interpolation=cv2.INTER_AREA), np.uint8)
    alpha = np.ascontiguousarray(small[..., 3])
    return Sprite(_lit(np.ascontiguousarray(small[..., :3])), alpha)


def _lit(bgr: Image) -> Image:
    """Daylight from above: the flanks turn away, and what is near the ground gets less of it."""
    height, width = bgr.shape[:2]
    across = np.linspace(-1, 1, width, dtype=np.float32)
    down = np.linspace(0, 1, height, dtype=np.float32)
    factor = (1.06 - 0.22 * down**3)[:, None] * (1 - 0.20 * np.abs(across + 0.1) ** 3)[None, :]
    return np.asarray(np.clip(bgr * factor[..., None], 0, 255), np.uint8)


def _mount(sprite: Sprite, plate: Image, box: Box, scale: float) -> None:
    """Set the plate into the sprite at whole pixels, so that its letters stay sharp."""
    left, top = round((box[0] - REACH[0]) * scale), round((box[1] - REACH[1]) * scale)
    size = round(PLATE_WIDTH * scale), round(PLATE_HEIGHT * scale)
    small = cv2.resize(plate, size, interpolation=cv2.INTER_AREA)
    sprite.bgr[top : top + size[1], left : left + size[0]] = small
