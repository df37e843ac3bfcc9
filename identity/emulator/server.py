"""The emulator's HTTP server: AWS JSON 1.1 on ``POST /``, its own controls on ``GET /`` and ``PUT /``."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

from identity.emulator.eyes import Eyes
from identity.emulator.faults import FAULTS, FaultPlan
from identity.emulator.operations import Operations
from identity.emulator.shapes import AwsError
from identity.emulator.shelf import Shelf

logger = logging.getLogger(__name__)
NAME = "FactoryAI-Rekognition-EMULATOR"
AMZ_JSON = "application/x-amz-json-1.1"
MOST_BODY = 10 * 1024 * 1024


class Emulator(ThreadingHTTPServer):
    """A stand-in for Rekognition on loopback. ``port`` 0 takes a free one."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(
        self, *, port: int = 0, keep: Path | None = None, sees: Eyes | None = None
    ) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.operations = Operations(Shelf(keep), sees or Eyes())
        self.plan = FaultPlan()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def start(self) -> None:
        """Serve in a thread of its own until ``shutdown``."""
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        logger.warning("⚠️ %s on %s: this is an EMULATOR for development, not AWS", NAME, self.url)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that gave up on us: that is what many faults are about."""


class Handler(BaseHTTPRequestHandler):
    """One connection, kept alive as AWS does."""

    protocol_version = "HTTP/1.1"
    server_version = NAME
    server: Emulator
    answer_at = 0.0
    """No answer comes sooner, by the clock that only goes on."""

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def do_GET(self) -> None:
        """Say what this is, which faults there are, and what was asked so far."""
        plan = self.server.plan
        facts = {
            "emulator": True,
            "text": "A development emulator of Amazon Rekognition. Nothing here reaches AWS.",
            "faults": sorted(FAULTS),
            "calls": dict(plan.calls),
            "drawn": dict(plan.drawn),
            "moments": list(plan.moments),
        }
        self._answer(200, facts)

    def do_PUT(self) -> None:
        """Set the plan of faults: ``{"shares": {"unavailable": 0.1}, "script": ["hang"], ...}``."""
        try:
            self.server.plan = FaultPlan.of(json.loads(self._body() or b"{}"))
        except ValueError as error:
            self._answer(400, {"error": str(error)})
            return
        logger.warning("⚠️ emulator: faults are now %s", self.server.plan.shares)
        self._answer(200, {"ok": True})

    def do_POST(self) -> None:
        """Carry out one operation of AWS's protocol, or go wrong as planned."""
        operation = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        plan = self.server.plan
        self.answer_at = time.monotonic() + plan.latency_seconds
        asked = json.loads(self._body() or b"{}")
        fault = plan.draw(operation)
        if fault and not FAULTS[fault].after and not self._fail(fault, plan):
            return
        try:
            answer = self.server.operations.carry_out(operation, _partly(asked, fault))
        except AwsError as error:
            self._error(error.status, error.code, error.message)
        else:
            self._deliver(_owning_up(answer, asked, fault), fault)

    def _fail(self, fault: str, plan: FaultPlan) -> bool:
        """Go wrong; return whether the operation is carried out nevertheless."""
        if fault == "slow":
            time.sleep(plan.slow_seconds)
            return True
        if fault == "hang":
            time.sleep(plan.hang_seconds)
        if not FAULTS[fault].status:
            self._cut()
        else:
            self._error(FAULTS[fault].status, FAULTS[fault].code, FAULTS[fault].message)
        return False

    def _deliver(self, answer: dict[str, Any], fault: str) -> None:
        if fault == "lost":
            self._cut()
        elif fault == "truncated":
            self._answer(200, answer, cut_at=0.5)
        else:
            self._answer(200, answer)

    def _cut(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _body(self) -> bytes:
        length = int(self.headers.get("Content-Length", 0))
        return self.rfile.read(min(length, MOST_BODY))

    def _error(self, status: int, code: str, message: str) -> None:
        if not code:
            self._send(status, message.encode(), "text/html")
            return
        facts = {"__type": code, "Code": code, "Message": message, "Logref": str(uuid4())}
        self._answer(status, facts)

    def _answer(self, status: int, facts: dict[str, Any], *, cut_at: float = 1.0) -> None:
        self._send(status, json.dumps(facts).encode(), AMZ_JSON, cut_at=cut_at)

    def _send(self, status: int, body: bytes, kind: str, *, cut_at: float = 1.0) -> None:
        # The service's own time is within its latency, as AWS's is within what a caller measures.
        time.sleep(max(self.answer_at - time.monotonic(), 0))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("x-amzn-RequestId", str(uuid4()))
        self.end_headers()
        self.wfile.write(body[: int(len(body) * cut_at)])
        if cut_at < 1:
            self._cut()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        logger.debug("emulator: %s", format % args)


def _partly(asked: dict[str, Any], fault: str) -> dict[str, Any]:
    """Return what is carried out of a DeleteFaces that will fail in part: all but the last face."""
    if fault != "partial" or not asked.get("FaceIds"):
        return asked
    return {**asked, "FaceIds": asked["FaceIds"][:-1]}


def _owning_up(answer: dict[str, Any], asked: dict[str, Any], fault: str) -> dict[str, Any]:
    if fault != "partial" or "UnsuccessfulFaceDeletions" not in answer:
        return answer
    left = {"FaceId": asked["FaceIds"][-1], "Reasons": ["FACE_NOT_DELETED_YET"]}
    return {
        **answer,
        "UnsuccessfulFaceDeletions": [*answer["UnsuccessfulFaceDeletions"], left],
    }
