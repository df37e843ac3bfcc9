"""Celery's monitor, really started: behind its own password, on loopback, naming our tasks."""

from __future__ import annotations

import base64
import json
import sys
import urllib.error
import urllib.request
from http import HTTPStatus
from typing import Any

import pytest

from tests.system.house import House
from tests.web.serving import free_port

pytestmark = [pytest.mark.slow, pytest.mark.both]
PASSWORD = "only for Flower"
RING = """
from factory.core.ring import ring
ring("core.sweep")
answer = None
"""


class Flower:
    def __init__(self, house: House) -> None:
        self.port = free_port()
        house.ground.environment["FLOWER_PASSWORD"] = PASSWORD
        house.start(sys.executable, "manage.py", "flower", "--port", str(self.port))

    def get(self, path: str, password: str = PASSWORD, host: str = "127.0.0.1") -> Any:
        asked = urllib.request.Request(f"http://{host}:{self.port}{path}")
        if password:
            word = base64.b64encode(f"flower:{password}".encode()).decode()
            asked.add_header("Authorization", f"Basic {word}")
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return answer.read().decode()

    def status(self, path: str, password: str, host: str = "127.0.0.1") -> int:
        try:
            self.get(path, password, host)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0
        return HTTPStatus.OK

    def tasks(self) -> set[str]:
        return {task["name"] for task in json.loads(self.get("/api/tasks")).values()}


def test_it_shows_our_tasks_by_name_to_who_has_its_password(house: House) -> None:
    flower = Flower(house)
    house.worker("watched")
    house.until(lambda: flower.status("/", PASSWORD) == HTTPStatus.OK, seconds=40)
    # Any address of the machine but the one it was given: nothing listens there.
    assert flower.status("/", PASSWORD, host="127.0.0.2") == 0
    for path in ("/", "/tasks", "/api/workers", "/api/tasks"):
        assert flower.status(path, "") == HTTPStatus.UNAUTHORIZED
        assert flower.status(path, "another") == HTTPStatus.UNAUTHORIZED
    house.until(lambda: "watched@" in flower.get("/api/workers?refresh=1"), seconds=40)
    house.ask(RING)
    house.until(lambda: "core.sweep" in flower.tasks(), seconds=30)
