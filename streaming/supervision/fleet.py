"""All cameras of this supervisor: what is wanted, what runs, and what is written down about it."""

from __future__ import annotations

import logging
import threading
import time
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
from streaming.supervision.names import CAMERAS, is_dead, new_name
from streaming.supervision.orders import order_for
from streaming.supervision.reach import Reach
from streaming.supervision.reports import offline
from streaming.supervision.tenure import CARRY_ON_S, Tenure
from streaming.targets import BadTargetError

logger = logging.getLogger(__name__)
TICK_S: Final = 2.0
TOGETHER_S: Final = 0.25


class Fleet:
    """Looks at the cameras every ``TICK_S``; a change in the admin takes effect within two looks."""

    def __init__(self, shard: int = 0, shards: int = 1, *, alone: bool = False) -> None:
        self.name = new_name()
        self._shard, self._shards = shard, shards
        self._keepers: dict[int, CaptureKeeper] = {}
        self._refused: dict[int, tuple[str, int]] = {}
        self._reach = Reach()
        self._pulse = Pulse()
        self.tenure = Tenure(alone=alone)
        self._stopped = threading.Event()
        self._woken = threading.Event()

    def stop(self) -> None:
        self._stopped.set()
        self._woken.set()

    def run(self) -> None:
        """Run until stopped."""
        threading.Thread(target=self._carry_on, name="tenure", daemon=True).start()
        try:
            while not self._stopped.is_set():
                began = time.monotonic()
                self._woken.clear()
                self._look()
                # A camera's change of state is written down at once, but many of them together.
                self._stopped.wait(TOGETHER_S)
                self._woken.wait(max(0.0, TICK_S - (time.monotonic() - began)))
        finally:
            self._end()

    def _carry_on(self) -> None:
        while not self._stopped.wait(CARRY_ON_S):
            self.tenure.carry_on()

    def _look(self) -> None:
        try:
            asked_at = time.monotonic()
            close_old_connections()
            self._pulse.beat(f"{CAMERAS}{self.name}", cameras=len(self._keepers))
            self._follow(self._mine())
            # Not before: a camera that another one has taken meanwhile must not be started once more.
            self.tenure.granted(asked_at)
            self._record()
        except DatabaseError as error:
            # Cameras go on as long as the tenure lasts: a database may only be away from here.
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
                cameras[pk].camera_id, orders[pk], capture_socket(pk), self._woken.set, self.tenure
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
