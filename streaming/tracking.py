"""Which box of this frame is which of the last: ByteTrack, from the package ``trackers``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import inf
from typing import Final

import numpy as np
import supervision as sv
from trackers import ByteTrackTracker
from trackers.utils.state_representations import XCYCSRStateEstimator

from streaming.frames import Detection

ACTIVATION: Final = 0.5
SURE: Final = 0.6
"""Boxes below it carry a track on, and begin none."""
CONFIRMED_AFTER: Final = 3
LOST_SECONDS: Final = 1.0
COAST_SECONDS: Final = 0.3
"""A confirmed thing that the detector misses for a moment goes on where it was heading."""
EDGE: Final = 8.0
"""In pixels: whoever was lost this near to the picture's edge has left it."""
PACKAGE_FPS: Final = 30
"""``lost_track_buffer`` is in frames of this rate, whatever ``frame_rate`` says."""
ENDLESS: Final = (inf, inf)


class Tracker:
    """Gives detections a ``track_id`` that lasts while the thing is in view; None until it is confirmed.

    One instance for each camera, fed every analysed frame, empty ones included.
    """

    def __init__(self, fps: float) -> None:
        self._coast = round(COAST_SECONDS * fps)
        self._last: dict[int, Detection] = {}
        self._tracker = ByteTrackTracker(
            lost_track_buffer=round(LOST_SECONDS * PACKAGE_FPS),
            frame_rate=fps,
            track_activation_threshold=ACTIVATION,
            high_conf_det_threshold=SURE,
            minimum_consecutive_frames=CONFIRMED_AFTER,
            # Keeps a box's shape: of somebody half hidden the detector sees the other half only.
            state_estimator_class=XCYCSRStateEstimator,
        )

    def update(
        self, detections: Sequence[Detection], size: tuple[float, float] = ENDLESS
    ) -> tuple[Detection, ...]:
        """Return the same detections, in any order, with what is known of their tracks.

        Tracks that were missed for a moment are there too, where they must be by now; ``size`` is the
        picture's width and height in pixels, at whose edge nobody goes on.
        """
        boxes = np.array([one.xyxy for one in detections], np.float32).reshape(-1, 4)
        given = sv.Detections(
            xyxy=boxes,
            confidence=np.array([one.confidence for one in detections], np.float32),
            class_id=np.zeros(len(detections), int),
            data={"place": np.arange(len(detections))},
        )
        tracked = self._tracker.update(given)
        places = np.asarray(tracked.data.get("place", ())).tolist()
        numbers = [] if tracked.tracker_id is None else tracked.tracker_id.tolist()
        seen = [
            replace(detections[place], track_id=number if number >= 0 else None)
            for place, number in zip(places, numbers, strict=True)
        ]
        return (*seen, *self._coasting(seen, size))

    def _coasting(
        self, seen: Sequence[Detection], size: tuple[float, float]
    ) -> Iterator[Detection]:
        alive = {track.tracker_id: track for track in self._tracker.tracks}
        self._last = {number: one for number, one in self._last.items() if number in alive}
        self._last |= {one.track_id: one for one in seen if one.track_id is not None}
        for number, last in self._last.items():
            track = alive.get(number)
            if track is None or not 0 < track.time_since_update <= self._coast:
                continue
            left, top, right, bottom = (float(side) for side in track.get_state_bbox())
            if min(left, top, size[0] - right, size[1] - bottom) >= EDGE:
                yield replace(last, xyxy=(left, top, right, bottom))
