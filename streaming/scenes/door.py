"""The scene ``door``: somebody comes to the staff entrance, looks at the camera, and goes."""

from __future__ import annotations

from streaming.frames import Image, Shape
from streaming.scenes.entrance import draw_entrance
from streaming.scenes.faceless import draw_faceless
from streaming.scenes.laying import contact_shadow, paste_scaled
from streaming.scenes.portrait import FACE, SIZE, SUBJECT, load_portrait
from streaming.scenes.sprites import resized
from streaming.scenes.truth import Truth
from streaming.scenes.view import Box, View
from streaming.scenes.visitors import LARGEST, Call, Stance, call_at, stance

_MIDDLE, _EDGE = 500.0, 542.0
# The picture's lower edge cuts the portrait here: the round patch below it is taken for a second
# face by dlib, and folds of the sleeve by OpenCV's cascade.
_CUT = 344.0
_BODY: Box = (24.0, 16.0, 364.0, _CUT)


class Door:
    shapes: tuple[Shape, ...] = ()

    def __init__(self, view: View, seed: int) -> None:
        self._view, self._seed = view, seed
        portrait = load_portrait()
        self._sprite = resized(portrait or draw_faceless(), LARGEST * view.scale)
        self._has_face = portrait is not None

    def background(self) -> Image:
        return draw_entrance(self._view)

    def draw(self, frame: Image, at: float) -> None:
        call = call_at(self._seed, at)
        now = stance(call, at)
        if now is None:
            return
        box = _pixels(self._view, _part((0, 0, SIZE, SIZE), call, now))
        wide, tall = box[2] - box[0], box[3] - box[1]
        # On the door behind: the lamp is above, so the shadow falls lower and is much softer.
        behind = (
            box[0] - 0.1 * wide,
            box[1] + 0.1 * tall,
            box[2] + 0.1 * wide,
            box[3] + 0.8 * tall,
        )
        contact_shadow(frame, behind, 0.34)
        paste_scaled(frame, self._sprite, box)

    def truth(self, at: float, since: float) -> tuple[Truth, ...]:
        del since  # nobody crosses a line here
        call = call_at(self._seed, at)
        now = stance(call, at)
        return self._truths(call, now) if now else ()

    def _truths(self, call: Call, now: Stance) -> tuple[Truth, ...]:
        person = Truth(
            label="person",
            key=f"person-{call.number}",
            xyxy=self._view.box(*_part(_BODY, call, now)),
            settled=now.settled,
        )
        face = Truth(
            label="face",
            key=f"face-{call.number}",
            xyxy=self._view.box(*_part(FACE, call, now)),
            text=SUBJECT,
            settled=now.settled,
        )
        found = (person, face) if self._has_face else (person,)
        return tuple(truth for truth in found if truth.xyxy[0] < truth.xyxy[2])


def _part(box: Box, call: Call, now: Stance) -> Box:
    """Where a box of the portrait lies in the scene."""
    left = _MIDDLE + now.aside - SIZE / 2 * call.size
    top = _EDGE + now.rise - _CUT * call.size
    return (
        left + box[0] * call.size,
        top + box[1] * call.size,
        left + box[2] * call.size,
        top + box[3] * call.size,
    )


def _pixels(view: View, box: Box) -> Box:
    return (*view.pixel(box[0], box[1]), *view.pixel(box[2], box[3]))
