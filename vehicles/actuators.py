"""What moves a barrier, behind a Protocol. One pulse, never repeated: a late one is worse than none."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Protocol

logger = logging.getLogger(__name__)


class ActuatorError(Exception):
    """The barrier could not be told, or did not answer in time."""


class Actuator(Protocol):
    def open(self, gate: str) -> None:
        """Send one pulse to the barrier called ``gate``, within two seconds; raises ActuatorError."""
        ...


class LogOnly:
    """For sites whose barrier is moved by hand, and for trying things out."""

    def open(self, gate: str) -> None:
        logger.info("✅ gate %s: open (log only)", gate)


ACTUATORS: Mapping[str, Actuator] = {"log": LogOnly()}


def actuator_called(name: str) -> Actuator:
    """Return the actuator of that name; raises ActuatorError."""
    try:
        return ACTUATORS[name]
    except KeyError as error:
        raise ActuatorError(f"there is no actuator called {name}") from error
