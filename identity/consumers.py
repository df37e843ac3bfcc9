"""Faces in a camera's frames: a cheap look at each tracked person, one search for the best look."""

from __future__ import annotations

import logging
import secrets
from collections import deque
from dataclasses import replace
from datetime import datetime, timedelta

from factory.core import clock
from identity.engines.look import FaceLook
from identity.selectors import habits_of, settled_among
from identity.services import report_sighting
from identity.track_book import Answer, Look, TrackBook
from streaming.frames import Annotations, CameraInfo, Detection, Frame, Image, Trial

logger = logging.getLogger(__name__)
PERSON = "person"
ASK_EVERY = timedelta(seconds=0.5)
AGAIN_AFTER = timedelta(seconds=2)
"""Between tries to store what could not be stored: the database or the disk is away."""
MOST_UNSENT = 500
"""Looks that wait for that in memory, some 20 MB; on a disk an erasure would not find them."""


class FaceConsumer:
    """streaming.frames.Consumer of one camera. Names are personal: drawn only for who may see them."""

    max_fps = 5.0

    def __init__(self, camera: CameraInfo) -> None:
        # Track numbers start again with each run; a name of the run keeps two people apart.
        self._run = secrets.token_hex(4)
        self._camera = camera
        self._look = FaceLook()
        self._book = TrackBook(habits_of(camera.site_id))
        self._unsent: deque[tuple[int, Look]] = deque()
        self._quiet_until: datetime | None = None
        self._pending: dict[int, int] = {}
        self._asked_at: datetime | None = None

    @staticmethod
    def trial() -> Trial:
        """Return what looks for a face in the upper half of a picture, as in that of a person's box."""
        look = FaceLook()

        def seen(picture: Image) -> str:
            height, width = picture.shape[:2]
            return "a face" if look.best(picture, (0, 0, width, height)) else "no face"

        return seen

    def consume(self, frame: Frame) -> Annotations:
        """Look at the people in view, report the looks worth a search, and name who is known."""
        people = [d for d in frame.detections if d.label == PERSON and d.track_id is not None]
        for track, look in self._book.overdue(frame.captured_at):
            self._hold(track, look)
        for person in people:
            self._watch(frame, person, person.track_id or 0)
        self._talk(frame.captured_at)
        named = [(person, self._book.name_of(person.track_id or 0)) for person in people]
        return Annotations(
            tuple(replace(person, text=name, personal=True) for person, name in named if name)
        )

    def _watch(self, frame: Frame, person: Detection, track: int) -> None:
        self._book.seen(track, frame.captured_at)
        if not self._book.wants(track, frame.captured_at):
            return
        face = self._look.best(frame.bgr, person.xyxy)
        if face is None:
            return
        chosen = self._book.offer(track, Look(frame.captured_at, face.quality, face.jpeg))
        if chosen is not None:
            self._hold(track, chosen)

    def close(self) -> None:
        """Report what is still held when the camera stops."""
        for track, look in self._book.overdue(clock.now(), last=True):
            self._hold(track, look)
        self._send()

    def _hold(self, track: int, look: Look) -> None:
        if len(self._unsent) >= MOST_UNSENT:
            lost = self._unsent.popleft()[1]
            logger.error("❌ %s: a face of %s could not be stored", self._camera.name, lost.at)
        self._unsent.append((track, look))

    def _talk(self, now: datetime) -> None:
        """Report and ask; where that fails, go on looking for a while before it is tried again."""
        if self._quiet_until is not None and now < self._quiet_until:
            return
        try:
            self._send()
            self._hear(now)
        except Exception:
            self._quiet_until = now + AGAIN_AFTER
            raise
        self._quiet_until = None

    def _send(self) -> None:
        """Report what is held, the oldest first; what fails stays, and is not stored twice."""
        while self._unsent:
            track, look = self._unsent[0]
            sighting = report_sighting(
                site_id=self._camera.site_id,
                jpeg=look.jpeg,
                captured_at=look.at,
                camera_id=self._camera.id,
                track_id=f"{self._run}:{track}",
                event_id=f"look:{self._run}:{track}:{look.at.isoformat()}",
                face_seen=True,
            )
            self._unsent.popleft()
            self._pending[sighting.pk] = track

    def _hear(self, now: datetime) -> None:
        """Ask at most twice a second what became of the searches, with one query for all."""
        waiting = set(self._book.waiting())
        self._pending = {pk: track for pk, track in self._pending.items() if track in waiting}
        early = self._asked_at is not None and now - self._asked_at < ASK_EVERY
        if early or not self._pending:
            return
        self._asked_at = now
        for settled in settled_among(self._pending):
            track = self._pending.pop(settled.pk)
            self._book.answered(track, Answer(settled.name, settled.similarity))
