"""The scene ``barrier``: vehicles come down a road, show their plate at the arm, and go."""

from __future__ import annotations

from functools import lru_cache

from streaming.frames import Image, Shape
from streaming.scenes.barrier_arm import draw_arm
from streaming.scenes.driving import Moment, moment
from streaming.scenes.laying import contact_shadow, paste_scaled
from streaming.scenes.road import draw_road
from streaming.scenes.road_surface import HORIZON, VANISHING_X
from streaming.scenes.sprites import faded, fitting
from streaming.scenes.truth import Truth
from streaming.scenes.vehicles import REACH, VehicleSprite, vehicle_sprite
from streaming.scenes.view import Box, Point, View
from streaming.scenes.visits import PERIOD, Visit, visit_at

_STOP: Point = (468.0, 506.0)  # the ground under the plate at the stop line
_PLATE_IN_SIGHT = 0.4  # of its size at the stop line; smaller ones nobody could read
_FADE = (12.0, 10.0)  # a vehicle comes out of the haze between these distances


class Barrier:
    shapes: tuple[Shape, ...] = ()

    def __init__(self, view: View, seed: int) -> None:
        self._view, self._seed = view, seed
        # Two, so that stepping back over a change of vehicles does not paint them anew each time.
        self._sprite = lru_cache(maxsize=2)(self._paint)

    def background(self) -> Image:
        return draw_road(self._view)

    def draw(self, frame: Image, at: float) -> None:
        visit = visit_at(self._seed, at)
        now = moment(visit, at)
        if now and now.distance:
            self._draw_vehicle(frame, visit, now)
        draw_arm(frame, self._view, now.lifted if now else 0.0)

    def truth(self, at: float, since: float) -> tuple[Truth, ...]:
        del since  # nobody crosses a line here
        visit = visit_at(self._seed, at)
        now = moment(visit, at)
        return self._truths(visit, now) if now and now.distance else ()

    def _truths(self, visit: Visit, now: Moment) -> tuple[Truth, ...]:
        sprite, text = self._sprite(visit.number), visit.vehicle.plate
        boxes = {"vehicle": sprite.outline} | (
            {"plate": sprite.plate} if 1 / now.distance >= _PLATE_IN_SIGHT else {}
        )
        seen = {label: self._view.box(*_placed(box, now)) for label, box in boxes.items()}
        return tuple(
            Truth(
                label="plate" if label == "plate" else "vehicle",
                key=f"{label}-{visit.number}",
                xyxy=box,
                text=text,
                settled=now.waiting,
                legible=not visit.dirty,
            )
            for label, box in seen.items()
            if box[0] < box[2] and box[1] < box[3]
        )

    def _paint(self, number: int) -> VehicleSprite:
        visit = visit_at(self._seed, number * PERIOD)
        dirty = self._seed + number if visit.dirty else None
        return vehicle_sprite(visit.vehicle, scale=self._view.scale, dirty_seed=dirty)

    def _draw_vehicle(self, frame: Image, visit: Visit, now: Moment) -> None:
        sprite, view = self._sprite(visit.number), self._view
        left, top, right, bottom = _placed(REACH, now)
        box = _pixels(view, (left, top, right, bottom))
        share = min((_FADE[0] - now.distance) / (_FADE[0] - _FADE[1]), 1.0)
        contact_shadow(frame, _pixels(view, _placed(_under(sprite.outline), now)), 0.62 * share)
        paste_scaled(frame, faded(fitting(sprite.levels, box[2] - box[0]), share), box)


def _under(outline: Box) -> Box:
    """The patch of ground that the vehicle keeps the light from."""
    return outline[0] - 26, -34.0, outline[2] + 60, 26.0


def _placed(box: Box, now: Moment) -> Box:
    """A box around the vehicle's foot, as seen from the camera at that moment."""
    size = 1 / now.distance
    x = VANISHING_X + (_STOP[0] + now.aside - VANISHING_X) * size
    y = HORIZON + (_STOP[1] - HORIZON) * size
    return x + box[0] * size, y + box[1] * size, x + box[2] * size, y + box[3] * size


def _pixels(view: View, box: Box) -> Box:
    return (*view.pixel(box[0], box[1]), *view.pixel(box[2], box[3]))
