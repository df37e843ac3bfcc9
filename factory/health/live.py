"""``GET /api/health`` on the event loop: answered although every worker thread is busy."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from factory.core import clock
from factory.health.panel import panel
from factory.health.verdict import http_status, report, verdict
from factory.web.plain import send_json
from factory.web.protocol import Receive, Scope, Send

_looking = ThreadPoolExecutor(1, thread_name_prefix="health-look")


async def health(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer anybody: it is open, holds no secret, and takes about a second at most."""
    del scope, receive
    seen = panel().kept()
    if seen is None:
        seen = await asyncio.get_running_loop().run_in_executor(_looking, panel().look)
    await send_json(send, report(seen, clock.now()), status=http_status(verdict(seen)))
