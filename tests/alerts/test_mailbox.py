"""A viewer's mailbox: in order, bounded, and awake for news only."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from factory.alerts.mailbox import Mailbox
from factory.alerts.sse import Event
from factory.alerts.stream_ids import StreamId


def event(number: int) -> Event:
    return Event(StreamId(number, 0), 1, "alerts.view_alert", b"")


def numbers(events: tuple[Event, ...]) -> list[int]:
    return [one.id.milliseconds for one in events]


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


def test_news_come_in_order_and_once() -> None:
    async def work() -> None:
        mailbox = Mailbox()
        mailbox.put(event(1))
        mailbox.put(event(2))
        assert await mailbox.wait(1)
        taken = mailbox.empty()
        assert (taken.reset, numbers(taken.events)) == (False, [1, 2])
        assert not await mailbox.wait(0.01)

    run(work())


def test_too_many_become_a_reset_and_what_came_after() -> None:
    async def work() -> None:
        mailbox = Mailbox(most_waiting=2)
        for number in range(1, 6):
            mailbox.put(event(number))
        taken = mailbox.empty()
        assert (taken.reset, numbers(taken.events)) == (True, [5])
        assert not mailbox.empty().reset

    run(work())


def test_closing_wakes_for_good() -> None:
    async def work() -> None:
        mailbox = Mailbox()
        waiting = asyncio.ensure_future(mailbox.wait(5))
        await asyncio.sleep(0)
        mailbox.close()
        assert await waiting
        mailbox.empty()
        assert await mailbox.wait(0.01)

    run(work())
