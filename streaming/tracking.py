"""Which box of this frame is which of the last: ByteTrack, from the package ``trackers``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import supervision as sv
from trackers import ByteTrackTracker

from streaming.frames import Detection

ACTIVATION: Final = 0.5
CONFIRMED_AFTER: Final = 3
LOST_SECONDS: Final = 3


class Tracker:
    """Gives detections a ``track_id`` that lasts while the thing is in view; None until it is confirmed.

    One instance for each camera, fed every analysed frame, empty ones included.
    """

    def __init__(self, fps: float) -> None:
        self._tracker = ByteTrackTracker(
            lost_track_buffer=round(LOST_SECONDS * fps),
            frame_rate=fps,
            track_activation_threshold=ACTIVATION,
            minimum_consecutive_frames=CONFIRMED_AFTER,
        )

    def update(self, detections: Sequence[Detection]) -> tuple[Detection, ...]:
        """Return the same detections, in any order, with what is known of their tracks."""
        boxes = np.array([one.xyxy for one in detections], np.float32).reshape(-1, 4)
        given = sv.Detections(
            xyxy=boxes,
            confidence=np.array([one.confidence for one in detections], np.float32),
            class_id=np.zeros(len(detections), int),
            data={"place": np.arange(len(detections))},
        )
        tracked = self._tracker.update(given)
        if len(tracked) == 0 or tracked.tracker_id is None:
            return ()
        places = np.asarray(tracked.data["place"])
        return tuple(
            replace(detections[int(place)], track_id=int(track) if track >= 0 else None)
            for place, track in zip(places, tracked.tracker_id, strict=True)
        )
