"""All cameras of this supervisor: what is wanted, what runs, and what is written down about it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Final

from django.db import DatabaseError, close_old_connections

from factory.core.encryption import Undecipherable
from factory.core.heartbeats import Pulse
from streaming import selectors, services
from streaming.models import Camera
from streaming.paths import capture_socket
from streaming.site_settings import networks_of
from streaming.supervision.keeper import CaptureKeeper
from streaming.supervision.names import is_dead, new_name
from streaming.supervision.orders import order_for
from streaming.supervision.reach import Reach
from streaming.supervision.reports import offline
from streaming.targets import BadTargetError

logger = logging.getLogger(__name__)
TICK_S: Final = 2.0
TOGETHER_S: Final = 0.25
HEARTBEAT: Final = "cameras@"


class Fleet:
    """Looks at the cameras every ``TICK_S``; a change in the admin takes effect within two looks."""

    def __init__(self, shard: int = 0, shards: int = 1) -> None:
        self.name = new_name()
        self._shard, self._shards = shard, shards
        self._keepers: dict[int, CaptureKeeper] = {}
        self._refused: dict[int, tuple[str, int]] = {}
        self._reach = Reach()
        self._pulse = Pulse()
        self._stopped = threading.Event()
        self._woken = threading.Event()

    def stop(self) -> None:
        self._stopped.set()
        self._woken.set()

    def run(self, beside: Callable[[], None] = lambda: None) -> None:
        """Run until stopped; ``beside`` is called at each look (the vision process is kept there)."""
        try:
            while not self._stopped.is_set():
                began = time.monotonic()
                self._woken.clear()
                self._look()
                beside()
                # A camera's change of state is written down at once, but many of them together.
                self._stopped.wait(TOGETHER_S)
                self._woken.wait(max(0.0, TICK_S - (time.monotonic() - began)))
        finally:
            self._end()

    def _look(self) -> None:
        try:
            close_old_connections()
            self._pulse.beat(f"{HEARTBEAT}{self.name}", cameras=len(self._keepers))
            self._follow(self._mine())
            self._record()
        except DatabaseError as error:
            # Cameras go on; leases of this supervisor end by themselves if this lasts.
            logger.warning("⚠️ the database does not answer: %s", error)

    def _mine(self) -> dict[int, Camera]:
        for name in selectors.other_supervisors(self.name):
            if is_dead(name):
                logger.warning("⚠️ supervisor %s is dead; its cameras are free", name)
                services.release_cameras(supervisor=name)
        wanted = selectors.wanted_cameras(self._shard, self._shards)
        ours = services.lease_cameras(supervisor=self.name, cameras=wanted)
        return {camera.pk: camera for camera in wanted if camera.pk in ours}

    def _follow(self, cameras: dict[int, Camera]) -> None:
        """Make the running processes those of ``cameras``, each with its present order."""
        orders = self._orders(cameras)
        outdated = [pk for pk, k in self._keepers.items() if orders.get(pk) != k.order]
        gone = [self._keepers.pop(pk) for pk in outdated]
        for keeper in gone:
            keeper.stop()
        for keeper in gone:
            keeper.join()
        for pk in orders.keys() - self._keepers.keys():
            self._keepers[pk] = CaptureKeeper(
                cameras[pk].camera_id, orders[pk], capture_socket(pk), self._woken.set
            )

    def _orders(self, cameras: dict[int, Camera]) -> dict[int, str]:
        sites = {camera.site_id for camera in cameras.values()}
        pins = {pk: partial(self._reach.pinned, networks=networks_of(pk)) for pk in sites}
        orders, before, self._refused = {}, self._refused, {}
        for pk, camera in cameras.items():
            try:
                orders[pk] = order_for(camera, pins[camera.site_id])
            except (BadTargetError, Undecipherable) as error:
                # Since the first refusal: a camera that stays refused must come to raise its alert.
                self._refused[pk] = before.get(pk) or (str(error), time.time_ns())
        return orders

    def _record(self) -> None:
        reports = {pk: k.report for pk, k in self._keepers.items() if k.report}
        services.record_statuses(reports | {pk: offline(*why) for pk, why in self._refused.items()})
        services.mark_resting(selectors.resting_cameras())

    def _end(self) -> None:
        for keeper in self._keepers.values():
            keeper.stop()
        for keeper in self._keepers.values():
            keeper.join()
        self._reach.close()
        services.release_cameras(supervisor=self.name)
