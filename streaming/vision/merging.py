"""What is drawn on one frame: each thing once, where it is now, with what is known of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeAlias

from streaming.annotations import Annotations, Detection

Key: TypeAlias = tuple[str, int]
BETWEEN = ", "


def merged(
    seen: Sequence[Detection], said: Iterable[Annotations], *, tracking: bool
) -> Annotations:
    """Return what the detector sees now with what consumers say of it, which is of earlier frames.

    What a consumer says of a track is drawn at the track's box of now. What it found itself (a plate, a
    face) keeps its own box. Neither is drawn once the track of that number is out of sight, where a
    detector gives tracks at all: ``tracking``.
    """
    parts = tuple(said)
    own: list[Detection] = []
    told: dict[Key, list[Detection]] = {}
    tracks = {_key(one) for one in seen} - {None}
    numbers = {one.track_id for one in seen} | {None}
    for one in (one for part in parts for one in part.detections):
        key = _key(one)
        if key in tracks and key is not None:
            told.setdefault(key, []).append(one)
        elif one.track_id in numbers or not tracking:
            own.append(one)
    now = (_with(one, told.get(_key(one) or ("", 0), [])) for one in seen)
    return Annotations((*now, *own), tuple(shape for part in parts for shape in part.shapes))


def _key(one: Detection) -> Key | None:
    return None if one.track_id is None else (one.label, one.track_id)


def _with(seen: Detection, told: list[Detection]) -> Detection:
    texts = dict.fromkeys(one.text for one in told if one.text)
    if not texts:
        return seen
    personal = seen.personal or any(one.personal for one in told)
    return replace(seen, text=BETWEEN.join(texts), personal=personal)
