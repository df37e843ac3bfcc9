"""From frames to plate reads: vehicles that came or move are read, their tracks vote, services decide."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Hashable, Iterator
from dataclasses import replace
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
from vehicles.gate_rules import Reason
from vehicles.looks import Looks
from vehicles.plate_lines import PlateLine, find_plate
from vehicles.plate_room import with_room_in_mind
from vehicles.plate_sides import with_sides_in_mind
from vehicles.services import SeenPlate
from vehicles.site_settings import GateSettings
from vehicles.telling import Telling
from vehicles.trial import trial
from vehicles.vote_book import Undecided, VoteBook
from vehicles.votes import Quorum, Verdict, VoteState, ballot
from vehicles.whole_pictures import WholePictures, may_be_plate

logger = logging.getLogger(__name__)
PLATE: Final = "plate"
VEHICLES: Final = frozenset({"vehicle", "car", "truck", "bus", "motorcycle"})
MARGIN: Final = 8
"""Pixels around a vehicle: boxes of moving things end a little early."""

WIDEST: Final = 3.5
"""Of its height: what is flatter is a barrier's arm or a shadow."""

GONE_AFTER: Final = timedelta(seconds=10)
PATIENCE: Final = 10
"""Frames waited for a plate that is hard to read: five seconds, in which it comes nearer or stands."""

NO_PIECE: Final = 12
"""Looks, six seconds' worth."""

SETTINGS_LAST: Final = timedelta(seconds=30)
MOST_OWED: Final = 100
DECISIVE: Final = frozenset({VoteState.DECIDE, VoteState.CORRECTED})
Box = tuple[float, float, float, float]


class PlateConsumer:
    """Reads the plates of one camera."""

    max_fps = 2.0
    labels = VEHICLES | {PLATE}
    trial = staticmethod(trial)

    def __init__(self, camera: CameraInfo, engine: OcrEngine | None = None) -> None:
        self._camera, self._given_engine = camera, engine
        # Track numbers begin anew with the process; a stored one must not meet its namesake.
        self._run = uuid4().hex[:8]
        self._following, self._telling = Following(), Telling()
        self._book, self._looks = VoteBook(max_age=GONE_AFTER), Looks(max_age=GONE_AFTER)
        self._pictures = WholePictures(max_age=GONE_AFTER)
        self._settings: tuple[datetime, GateSettings] | None = None
        self._owed: deque[SeenPlate] = deque(maxlen=MOST_OWED)

    @cached_property
    def _engine(self) -> OcrEngine:
        return self._given_engine or default_engine()

    @cached_property
    def _site(self) -> Site:
        return selectors.site_of(self._camera.site_id)

    def consume(self, frame: Frame) -> Annotations:
        """Read what is worth reading and draw the plates found."""
        self._pay()
        vehicles = [one for one in frame.detections if _may_be_vehicle(one)]
        found = [self._look(frame, one) for one in vehicles]
        if self._camera.undetected:
            found.append(self._look_at_all(frame))
        self._owed.extend(self._gone(frame.captured_at))
        self._following.forget(frame.captured_at)
        self._telling.forget(frame.captured_at)
        self._pay()
        return Annotations(tuple(one for one in found if one is not None))

    def _look(self, frame: Frame, vehicle: Detection) -> Detection | None:
        at, track = frame.captured_at, vehicle.track_id
        self._telling.in_view(track, at)
        if track is None or not self._following.wants(track, vehicle.xyxy, at):
            return None
        corner, crop = _cut(frame.bgr, vehicle.xyxy)
        plate = self._read(frame, crop, corner, vehicle.xyxy if vehicle.label == PLATE else None)
        self._looks.note(track, at, crop, plate.lowest if plate else None)
        if plate is None:
            return None
        self._vote(track, plate, at)
        return _drawn(plate, track)

    def _look_at_all(self, frame: Frame) -> Detection | None:
        if not self._pictures.wants(frame.bgr):
            return None
        at, picture = frame.captured_at, np.array(frame.bgr)
        plate = self._read(frame, picture)
        if plate is None or not may_be_plate(plate.reading):
            return None
        track = self._pictures.track_of(plate.reading.text, at)
        self._telling.in_view(track, at)
        self._looks.note(track, at, picture, plate.lowest)
        self._vote(track, plate, at)
        return _drawn(plate, track)

    def _read(
        self, frame: Frame, crop: Image, corner: tuple[int, int] = (0, 0), box: Box | None = None
    ) -> PlateLine | None:
        """Return the plate in a piece of the frame, placed in the frame; ``box`` is a plate's own."""
        settings = self._settings_at(frame.captured_at)
        plate = find_plate(self._engine.read(crop), settings.rules)
        if plate is None:
            return None
        (x, y), (left, top, right, bottom) = corner, plate.xyxy
        placed = replace(plate, xyxy=(left + x, top + y, right + x, bottom + y))
        # Little is left around a plate that was found as one, wherever it ends.
        sides = (x, x + crop.shape[1]) if box is None else (0, frame.bgr.shape[1])
        return with_room_in_mind(with_sides_in_mind(placed, *sides), frame.bgr, box)

    def _vote(self, track: int, plate: PlateLine, at: datetime) -> None:
        settings = self._settings_at(at)
        self._book.quorum = Quorum(settings.votes_needed, PATIENCE)
        self._telling.cooldown = settings.cooldown
        vote = ballot(
            plate.reading,
            plate.confidence,
            at,
            figures=plate.figures,
            threshold=settings.threshold,
            half=plate.half,
        )
        verdict = self._book.cast(track, vote)
        if verdict.state not in DECISIVE:
            return
        self._following.decide(track)
        sound = verdict.mean_confidence > settings.threshold and not verdict.half
        if self._telling.is_news(verdict.text, track, at, sound=sound):
            self._owed.append(self._decided(verdict, track, at))

    def _settings_at(self, at: datetime) -> GateSettings:
        if self._settings is None or abs(at - self._settings[0]) > SETTINGS_LAST:
            settings = selectors.settings_of(self._camera.site_id)
            own = selectors.votes_of(self._camera.id) or settings.votes_needed
            self._settings = at, replace(settings, votes_needed=own)
        return self._settings[1]

    def _decided(self, verdict: Verdict, track: int, at: datetime) -> SeenPlate:
        return replace(
            self._seen(track, at, self._looks.picture(track)),
            text=verdict.text,
            confidence=verdict.mean_confidence,
            character_confidences=verdict.figures,
            settled=not verdict.half,
        )

    def _gone(self, now: datetime) -> Iterator[SeenPlate]:
        """The best of what left before its frames agreed, or unread: for a person to look at."""
        for gone in self._book.forget(now):
            if not self._telling.is_leftover(gone.best.text):
                yield self._undecided(gone)
        for one in self._looks.forget(now):
            # A piece of a vehicle that was told of shows no plate either, but not for long.
            if one.looks >= NO_PIECE or not self._telling.had_in_view(one.first_at):
                yield replace(self._seen(one.track_id, one.last_at, one.picture), settled=False)

    def _undecided(self, gone: Undecided) -> SeenPlate:
        return replace(
            self._seen(gone.track_id, gone.last_at, self._looks.picture(gone.track_id)),
            text=gone.best.text,
            confidence=gone.best.mean_confidence,
            character_confidences=gone.best.figures,
            settled=False,
        )

    def _seen(self, track: Hashable, at: datetime, picture: Image | None) -> SeenPlate:
        return SeenPlate(
            text="",
            confidence=0.0,
            track_id=f"{self._run}:{track}",
            camera_id=self._camera.id,
            direction=self._camera.direction,
            captured_at=at,
            snapshot_id=self._kept(at, picture),
            voted=True,
        )

    def _kept(self, at: datetime, picture: Image | None) -> int | None:
        """Keep the evidence; without a place for it the plate is still decided on."""
        if picture is None:
            return None
        site_id = self._camera.site_id
        try:
            return keep(site_id=site_id, kind="vehicles", jpeg=jpeg(picture), captured_at=at).pk
        except (OSError, DatabaseError):
            logger.exception("⚠️ the picture of a vehicle was not kept")
            return None

    def _pay(self) -> None:
        """Have decided what was read; what the database refuses now is tried at the next frame."""
        site = self._site
        while self._owed:
            seen = self._owed.popleft()
            try:
                read = services.decide_read(site=site, seen=seen)
            except Unavailable:
                self._owed.appendleft(seen)
                raise
            if read.reason == Reason.LISTS_UNREADABLE:
                self._telling.take_back(seen.text)


def _may_be_vehicle(seen: Detection) -> bool:
    left, top, right, bottom = seen.xyxy
    if seen.label == PLATE:
        return True
    return seen.label in VEHICLES and right - left <= WIDEST * (bottom - top)


def _cut(picture: Image, box: Box) -> tuple[tuple[int, int], Image]:
    """Return the box's upper left corner, and a copy of its pixels with a margin."""
    left, top = max(0, int(box[0]) - MARGIN), max(0, int(box[1]) - MARGIN)
    right, bottom = int(box[2]) + MARGIN, int(box[3]) + MARGIN
    return (left, top), np.array(picture[top:bottom, left:right])


def _drawn(plate: PlateLine, track: int) -> Detection:
    text = plate.reading.text
    return Detection(PLATE, plate.confidence, plate.xyxy, track, text=text, personal=True)
