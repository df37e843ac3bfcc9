"""Pulses on their way to barriers: sent at once or never, while nobody at the gate waits for them."""

from __future__ import annotations

import logging
import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from django.db import connection, transaction

from factory.alerts import events
from factory.alerts.services import raise_alert, resolve_alert
from factory.core import clock
from vehicles.actuators import ActuatorError, Barrier, actuator_called
from vehicles.models import Actuation, Gate
from vehicles.models.lists import LONGEST_REASON

logger = logging.getLogger(__name__)
State = Actuation.State

LATEST: Final = timedelta(seconds=3)
"""A pulse that has not been begun by then is not sent: whoever asked has driven on, or walked up."""

AT_ONCE: Final = 16
"""Pulses that one process sends side by side, so that dead relays hold up no living one."""

FORGOTTEN: Final = timedelta(seconds=30)
TOO_LATE: Final = "not sent: its moment had passed"
NEVER_SENT: Final = "never sent, or never answered: the process that was to send it ended"


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="pulse")


# A forked process has none of its parent's threads.
os.register_at_fork(after_in_child=_threads.cache_clear)


def send_aside(actuation_id: int) -> None:
    """Have a thread of this process send a pulse that has been written down, from now on.

    No broker and no worker is asked: a barrier opens also where those are down. A process that ends
    sends what it has begun.
    """
    _threads().submit(_sent, actuation_id)


def _sent(actuation_id: int) -> None:
    try:
        actuate(actuation_id=actuation_id)
    except Exception:
        logger.exception("❌ a pulse was not sent, or not written down")
    finally:
        connection.close()


def actuate(*, actuation_id: int) -> None:
    """Send a pulse, unless that was tried before, it is too late, or the kill switch is set by now."""
    # Taken first, so that of two who would send it one does; whoever dies on it leaves it taken.
    asked = Actuation.objects.filter(pk=actuation_id, state=State.ASKED, finished_at=None)
    if not asked.update(finished_at=clock.now()):
        return
    row: Actuation = Actuation.objects.select_related("gate").get(pk=actuation_id)
    if row.gate is None:
        return
    began = time.monotonic()
    state, failure = _outcome(row, row.gate)
    _note(row, row.gate, state, failure, round((time.monotonic() - began) * 1000))


def _outcome(row: Actuation, gate: Gate) -> tuple[Actuation.State, str]:
    if gate.halted:
        return State.HALTED, ""
    if clock.now() - row.asked_at > LATEST:
        return State.FAILED, TOO_LATE
    return _pulse(row.actuator, gate)


def _pulse(actuator: str, gate: Gate) -> tuple[Actuation.State, str]:
    barrier = Barrier(gate.name, gate.relay_url, gate.relay_secret)
    try:
        actuator_called(actuator).open(barrier)
    except ActuatorError as error:
        logger.warning("⚠️ gate %s did not open: %s", gate, error)
        return State.FAILED, str(error)
    return State.DONE, ""


@transaction.atomic
def _note(row: Actuation, gate: Gate, state: str, failure: str, milliseconds: int) -> None:
    """Write down what became of a pulse; a barrier that does not move is an alert till it does."""
    Actuation.objects.filter(pk=row.pk).update(
        state=state,
        failure=failure[:LONGEST_REASON],
        finished_at=clock.now(),
        milliseconds=milliseconds,
    )
    if state == State.FAILED:
        _alarm(gate, f"the barrier did not open ({failure}). Open it by hand.")
    elif state == State.DONE:
        resolve_alert(site_id=row.site_id, dedup_key=_key(gate))
    _tell(row)


def _key(gate: Gate) -> str:
    return f"barrier-silent:{gate.pk}"


def _alarm(gate: Gate, what: str) -> None:
    raise_alert(
        site_id=gate.site_id,
        kind="barrier-silent",
        text=f"{gate}: {what}",
        dedup_key=_key(gate),
        subject=gate,
    )


def _tell(row: Actuation) -> None:
    if row.event_id is not None:
        events.publish(row.site_id, "gate-event", "vehicles.view_gateevent", [row.event_id])


def give_up_unsent(now: datetime) -> int:
    """Close the pulses whose process died before or while it sent them: nobody opens that late.

    Whether such a barrier moved nobody knows, so that its gate has an alert till it does again.
    """
    unsent = Actuation.objects.filter(state=State.ASKED, asked_at__lt=now - FORGOTTEN)
    return sum(_given_up(row, now) for row in unsent.select_related("gate"))


@transaction.atomic
def _given_up(row: Actuation, now: datetime) -> bool:
    mine = Actuation.objects.filter(pk=row.pk, state=State.ASKED)
    if not mine.update(state=State.FAILED, failure=NEVER_SENT, finished_at=now):
        return False
    if row.gate is not None:
        _alarm(row.gate, "a pulse got lost with its process. Look whether the barrier moved.")
    _tell(row)
    return True
