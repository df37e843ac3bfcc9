"""From frames to plate reads: vehicles that came or move are read, their tracks vote, services decide."""

from __future__ import annotations

import logging
from collections import deque
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final
from uuid import uuid4

import numpy as np
from django.db import DatabaseError

from factory.core.errors import Unavailable
from factory.evidence.services import keep
from factory.sites.models import Site
from streaming.cards import jpeg
from streaming.frames import Annotations, CameraInfo, Detection, Frame, Image
from vehicles import selectors, services
from vehicles.engines.base import OcrEngine, default_engine
from vehicles.following import Following
from vehicles.plate_lines import PlateLine, find_plate
from vehicles.services import SeenPlate
from vehicles.site_settings import GateSettings
from vehicles.vote_book import Undecided, VoteBook
from vehicles.votes import Verdict, VoteState, ballot

logger = logging.getLogger(__name__)
VEHICLES: Final = frozenset({"vehicle", "car", "truck", "bus", "motorcycle"})
MARGIN: Final = 8
"""Pixels around a vehicle: boxes of moving things end a little early."""

GONE_AFTER: Final = timedelta(seconds=10)
SETTINGS_LAST: Final = timedelta(seconds=30)
MOST_OWED: Final = 100
DECISIVE: Final = frozenset({VoteState.DECIDE, VoteState.CORRECTED})


class PlateConsumer:
    """Reads the plates of one camera."""

    max_fps = 2.0

    def __init__(self, camera: CameraInfo, engine: OcrEngine | None = None) -> None:
        self._camera, self._given_engine = camera, engine
        # Track numbers begin anew with the process; a stored one must not meet its namesake.
        self._run = uuid4().hex[:8]
        self._following = Following()
        self._settings: tuple[datetime, GateSettings] | None = None
        self._owed: deque[SeenPlate] = deque(maxlen=MOST_OWED)

    @cached_property
    def _engine(self) -> OcrEngine:
        return self._given_engine or default_engine()

    @cached_property
    def _site(self) -> Site:
        return selectors.site_of(self._camera.site_id)

    @cached_property
    def _book(self) -> VoteBook:
        needed = selectors.settings_of(self._camera.site_id).votes_needed
        return VoteBook(votes_needed=needed, max_age=GONE_AFTER)

    def consume(self, frame: Frame) -> Annotations:
        """Read what is worth reading and draw the plates found."""
        self._pay()
        found = [self._look(frame, one) for one in frame.detections if one.label in VEHICLES]
        for gone in self._book.forget(frame.captured_at):
            self._owed.append(self._undecided(gone))
        self._following.forget(frame.captured_at)
        self._pay()
        return Annotations(tuple(one for one in found if one is not None))

    def _look(self, frame: Frame, vehicle: Detection) -> Detection | None:
        at, track = frame.captured_at, vehicle.track_id
        if track is None or not self._following.wants(track, vehicle.xyxy, at):
            return None
        corner, crop = _cut(frame.bgr, vehicle.xyxy)
        plate = find_plate(self._engine.read(crop), self._rules_at(at).rules)
        if plate is None:
            return None
        verdict = self._book.cast(track, ballot(plate.reading, plate.confidence, at))
        if verdict.state in DECISIVE:
            self._following.decide(track)
            self._owed.append(self._decided(verdict, track, frame, crop))
        return _drawn(plate, corner, track)

    def _rules_at(self, at: datetime) -> GateSettings:
        if self._settings is None or abs(at - self._settings[0]) > SETTINGS_LAST:
            self._settings = at, selectors.settings_of(self._camera.site_id)
        return self._settings[1]

    def _decided(self, verdict: Verdict, track: int, frame: Frame, crop: Image) -> SeenPlate:
        return SeenPlate(
            text=verdict.text,
            confidence=verdict.mean_confidence,
            track_id=f"{self._run}:{track}",
            camera_id=self._camera.id,
            direction=self._camera.direction,
            captured_at=frame.captured_at,
            snapshot_id=self._picture(frame.captured_at, crop),
        )

    def _picture(self, at: datetime, crop: Image) -> int | None:
        """Keep the evidence; without a place for it the plate is still decided on."""
        site_id = self._camera.site_id
        try:
            return keep(site_id=site_id, kind="vehicles", jpeg=jpeg(crop), captured_at=at).pk
        except (OSError, DatabaseError):
            logger.exception("⚠️ the picture of a vehicle was not kept")
            return None

    def _undecided(self, gone: Undecided) -> SeenPlate:
        """The best read of a vehicle that left before its frames agreed: for a person to look at."""
        return SeenPlate(
            text=gone.best.text,
            confidence=gone.best.confidence_sum / gone.best.votes,
            track_id=f"{self._run}:{gone.track_id}",
            camera_id=self._camera.id,
            direction=self._camera.direction,
            captured_at=gone.last_at,
            settled=False,
        )

    def _pay(self) -> None:
        """Have decided what was read; what the database refuses now is tried at the next frame."""
        site = self._site
        while self._owed:
            seen = self._owed.popleft()
            try:
                services.decide_read(site=site, seen=seen)
            except Unavailable:
                self._owed.appendleft(seen)
                raise


def _cut(picture: Image, box: tuple[float, float, float, float]) -> tuple[tuple[int, int], Image]:
    """Return the box's upper left corner, and its pixels with a margin."""
    left, top = max(0, int(box[0]) - MARGIN), max(0, int(box[1]) - MARGIN)
    right, bottom = int(box[2]) + MARGIN, int(box[3]) + MARGIN
    return (left, top), np.ascontiguousarray(picture[top:bottom, left:right])


def _drawn(plate: PlateLine, corner: tuple[int, int], track: int) -> Detection:
    (x, y), (left, top, right, bottom) = corner, plate.xyxy
    box = (left + x, top + y, right + x, bottom + y)
    text = plate.reading.text
    return Detection("plate", plate.confidence, box, track, text=text, personal=True)
