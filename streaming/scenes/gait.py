"""Where the joints of a walking or standing person are; heights are shares of the body's height."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin

from streaming.scenes.view import Point

STRIDE = 0.78
"""Body heights walked in one whole cycle of two steps."""

_THIGH, _SHIN, _ARM, _FOREARM = 0.245, 0.245, 0.165, 0.15
_HIP, _SHOULDER, _HEAD = 0.505, 0.815, 0.925


@dataclass(frozen=True, slots=True)
class Limb:
    """Three joints from the body outwards."""

    root: Point
    middle: Point
    end: Point


@dataclass(frozen=True, slots=True)
class Pose:
    """Side view of somebody who faces right; (0, 0) is the ground under the hips, y is down."""

    head: Point
    neck: Point
    hip: Point
    legs: tuple[Limb, Limb]
    arms: tuple[Limb, Limb]
    """Far limb first, near limb second."""


def walking(phase: float) -> Pose:
    """``phase`` 0 to 1 is one cycle: far leg and near leg each step once."""
    turn = 2 * pi * phase
    rise = -0.012 * cos(2 * turn)
    hip, neck = (0.0, -_HIP + rise), (0.022, -_SHOULDER + rise)
    return Pose(
        head=(0.036, -_HEAD + rise),
        neck=neck,
        hip=hip,
        legs=(_leg(hip, turn + pi), _leg(hip, turn)),
        arms=(_arm(neck, turn), _arm(neck, turn + pi)),
    )


def standing(at: float) -> Pose:
    """Looking at a phone, weight shifting a little; ``at`` is in seconds."""
    sway = 0.006 * sin(at * 1.3)
    hip, neck = (sway / 2, -_HIP - 0.004), (0.012 + sway, -_SHOULDER)
    return Pose(
        head=(0.036 + sway, -_HEAD + 0.006),
        neck=neck,
        hip=hip,
        legs=(_bar(hip, (_THIGH, _SHIN), (0.10, 0.02)), _bar(hip, (_THIGH, _SHIN), (-0.05, -0.08))),
        arms=(
            _bar(neck, (_ARM, _FOREARM), (0.15, 1.9)),
            _bar(neck, (_ARM, _FOREARM), (0.05 + sway, 2.0 + sway)),
        ),
    )


def _leg(hip: Point, turn: float) -> Limb:
    thigh = 0.44 * sin(turn) + 0.06
    # The knee bends while the leg swings forward, and gives a little under the weight.
    bend = 0.08 + 0.85 * max(0.0, cos(turn)) ** 1.5
    return _bar(hip, (_THIGH, _SHIN), (thigh, thigh - bend))


def _arm(neck: Point, turn: float) -> Limb:
    swing = 0.42 * sin(turn)
    return _bar((neck[0] - 0.012, neck[1] + 0.02), (_ARM, _FOREARM), (swing, swing + 0.35))


def _bar(root: Point, lengths: Point, angles: Point) -> Limb:
    middle = _from(root, lengths[0], angles[0])
    return Limb(root, middle, _from(middle, lengths[1], angles[1]))


def _from(start: Point, length: float, angle: float) -> Point:
    return start[0] + length * sin(angle), start[1] + length * cos(angle)
