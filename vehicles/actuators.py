"""What moves a barrier, behind a Protocol. One pulse, never repeated: a late one is worse than none."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from django.conf import settings

from vehicles.relays import RelayError, send_pulse

logger = logging.getLogger(__name__)


class ActuatorError(Exception):
    """The barrier could not be told, or did not answer in time."""


@dataclass(frozen=True, slots=True)
class Barrier:
    """What an actuator needs to know of a gate."""

    name: str
    url: str = ""
    secret: str = field(default="", repr=False)


class Actuator(Protocol):
    def open(self, barrier: Barrier) -> None:
        """Send one pulse, within two seconds; raises ActuatorError."""
        ...


class LogOnly:
    """For sites whose barrier is moved by hand, and for trying things out."""

    def open(self, barrier: Barrier) -> None:
        logger.info("✅ gate %s: open (log only)", barrier.name)


class HttpRelay:
    """One POST to a relay of the plant's network, at a host that the operator allows."""

    def open(self, barrier: Barrier) -> None:
        try:
            send_pulse(barrier.url, barrier.secret, allowed_hosts=settings.GATE_RELAY_HOSTS)
        except RelayError as error:
            raise ActuatorError(str(error)) from error
        logger.info("✅ gate %s: open", barrier.name)


ACTUATORS: Mapping[str, Actuator] = {"log": LogOnly(), "http": HttpRelay()}


def actuator_called(name: str) -> Actuator:
    """Return the actuator of that name; raises ActuatorError."""
    try:
        return ACTUATORS[name]
    except KeyError as error:
        raise ActuatorError(f"there is no actuator called {name}") from error
