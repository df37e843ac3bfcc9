"""Which cameras are analysed now: follows the database, starts and stops their threads."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from typing import Final

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections
from django.utils.module_loading import import_string

from factory.core.heartbeats import Pulse
from streaming import selectors, services
from streaming.detectors.choosing import NoModelError, detector_for, useless_to
from streaming.faults import fault_of
from streaming.frames import CameraInfo, ConsumerMaker
from streaming.models import Camera
from streaming.paths import capture_socket
from streaming.supervision.names import VISION
from streaming.vision.analysis import CameraAnalysis
from streaming.vision.runner import ConsumerRunner
from streaming.vision.wants import wants_of

logger = logging.getLogger(__name__)
TICK_S: Final = 2.0
Key = tuple[str, str, tuple[str, ...], str]


class VisionHouse:
    """The analyses of one vision process, for the cameras of one supervisor."""

    def __init__(self, supervisor: str) -> None:
        self._supervisor = supervisor
        self._running: dict[int, tuple[Key, CameraAnalysis]] = {}
        self._broken: dict[int, dict[str, str]] = {}
        self._pulse = Pulse()
        self._stopped = threading.Event()

    def stop(self) -> None:
        self._stopped.set()

    def run(self) -> None:
        """Run until stopped."""
        while not self._stopped.is_set():
            try:
                close_old_connections()
                self._pulse.beat(f"{VISION}{self._supervisor}", cameras=len(self._running))
                self._follow({c.pk: c for c in selectors.analysed_cameras(self._supervisor)})
                self._report()
            except DatabaseError as error:
                logger.warning("⚠️ the database does not answer: %s", error)
            self._stopped.wait(TICK_S)
        for _, analysis in self._running.values():
            analysis.stop()

    def _follow(self, cameras: dict[int, Camera]) -> None:
        keys = {pk: _key(camera) for pk, camera in cameras.items()}
        for pk in [pk for pk, (key, _) in self._running.items() if keys.get(pk) != key]:
            self._running.pop(pk)[1].stop()
        self._broken = {pk: why for pk, why in self._broken.items() if pk in self._running}
        for pk in keys.keys() - self._running.keys():
            self._start(cameras[pk], keys[pk])

    def _start(self, camera: Camera, key: Key) -> None:
        kind, scheme = camera.detector, camera.source.partition(":")[0]
        wants = wants_of(camera.consumers)
        model = settings.DETECTOR_MODEL
        self._broken[camera.pk] = broken = useless_to(kind, scheme=scheme, model=model, wants=wants)
        try:
            detector = detector_for(kind, scheme=scheme, model=model, wants=wants)
        except NoModelError as error:
            broken["detector"] = str(error)
            return
        except Exception as error:  # noqa: BLE001 - shown at its camera, and the others go on
            broken["detector"] = fault_of(error)
            return
        info = CameraInfo(
            camera.pk,
            camera.site_id,
            camera.camera_id,
            camera.name,
            camera.direction,
            undetected=kind == Camera.Detector.NONE,
        )
        runners = runners_for(camera.consumers, info, broken)
        analysis = CameraAnalysis(info, capture_socket(camera.pk), detector, runners)
        self._running[camera.pk] = (key, analysis)

    def _report(self) -> None:
        reports = {pk: analysis.report() for pk, (_, analysis) in self._running.items()}
        for pk, broken in self._broken.items():
            failures = {name: {"error": text} for name, text in broken.items()}
            reports[pk] = reports.get(pk, {}) | failures
        services.record_analyses(reports)


def runners_for(
    names: Iterable[str], camera: CameraInfo, broken: dict[str, str]
) -> dict[str, ConsumerRunner]:
    """Return a running consumer for each name; one that cannot be made is put down in ``broken``."""
    runners = {}
    for name in names:
        try:
            runners[name] = _runner(name, camera)
        except DatabaseError:
            # It passes, and the next look begins anew.
            for one in runners.values():
                one.stop()
            raise
        except Exception as error:
            # Somebody else's code: whatever it raises, the other recognisers and cameras go on.
            logger.exception("❌ recogniser %s of %s cannot be made", name, camera.camera_id)
            broken[name] = fault_of(error)
    return runners


def _key(camera: Camera) -> Key:
    return camera.source, camera.detector, tuple(camera.consumers), camera.direction


def _runner(name: str, camera: CameraInfo) -> ConsumerRunner:
    if name not in settings.STREAMING_CONSUMERS:
        raise LookupError(f"there is no recogniser called {name}")
    make: ConsumerMaker = import_string(settings.STREAMING_CONSUMERS[name])
    return ConsumerRunner(f"{name} of {camera.camera_id}", make(camera), connections.close_all)
