"""The live addresses, answered beside Django by a real server: each caller as the table says."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Any

import pytest

from tests.architecture.role_table import EVERYBODY, OPEN, ROLES, table
from tests.architecture.routes import live_paths
from tests.migrated import ROOT
from tests.web.serving import Served, served

pytestmark = [pytest.mark.once]
# A camera of each site, and callers: one for each role here, one who belongs there, one of both.
PEOPLE = """
import json, django
django.setup()
from knox.models import AuthToken
from factory.sites.models import Site
from streaming.models import Camera
from tests.builders import default_site, make_device, make_user
here, there = default_site(), Site.objects.exclude(is_default=True).first()
for site, name in ((here, "HERE"), (there, "THERE")):
    Camera.objects.create(
        site=site, camera_id=name, name=name, source="scene:gate-line", consumers=[]
    )
office = ("hr", "security", "manager", "viewer")
callers = {role: [(here, role)] for role in (*office, "employee")} | {
    "elsewhere": [(there, role) for role in office],
    "both": [(here, "hr"), (there, "viewer")],
    "employee there": [(here, "hr"), (there, "employee")],
    "stranger": [],
}
def token(*roles):
    return f"Bearer {AuthToken.objects.create(make_user(*roles))[1]}"
said = {name: token(*roles) for name, roles in callers.items()}
print(json.dumps(said | {"device": f"Device {make_device(here)[1]}", "nobody": ""}))
"""
LIVE = [pytest.param(path, id=path) for path in sorted(live_paths())]
OF_A_CAMERA = [pytest.param(path, id=path) for path in sorted(live_paths()) if "{camera}" in path]
SHUT = {401, 403, 404}


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[Served, dict[str, str]]]:
    with served() as running:
        done = subprocess.run(
            [sys.executable, "-c", PEOPLE],
            env=running.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        yield running, json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def ask(server: tuple[Served, dict[str, str]]) -> Any:
    running, callers = server

    def status(caller: str, path: str, camera: str = "HERE") -> int:
        line = HTTPConnection("127.0.0.1", running.port, timeout=10)
        address = f"/api/v1/{path.replace('{camera}', camera)}"
        line.request("GET", address, headers={"Authorization": callers[caller]})
        try:
            return line.getresponse().status
        finally:
            line.close()

    return status


@pytest.mark.parametrize("path", LIVE)
def test_each_role(ask: Any, path: str) -> None:
    allowed = table()[f"GET {path}"]
    # At once: a snapshot waits for a picture, and no camera runs here.
    with ThreadPoolExecutor(len(ROLES)) as pool:
        statuses = pool.map(lambda role: ask(role, path), ROLES.values())
        answers = dict(zip(ROLES.values(), statuses, strict=True))
    entered = {role for role, status in answers.items() if status not in SHUT}
    assert entered == (set(ROLES.values()) if allowed == OPEN else allowed), answers


@pytest.mark.parametrize("path", LIVE)
def test_nobody_and_a_stranger_do_not_enter(ask: Any, path: str) -> None:
    if table()[f"GET {path}"] == OPEN:
        assert ask("nobody", path) == 200
        return
    assert ask("nobody", path) == 401
    # What is everybody's has nothing in it for a stranger: events are told by what one may see.
    assert (ask("stranger", path) not in SHUT) is (table()[f"GET {path}"] == EVERYBODY)


@pytest.mark.parametrize("path", OF_A_CAMERA)
def test_a_camera_of_another_site_does_not_exist(ask: Any, path: str) -> None:
    assert ask("elsewhere", path) == 404
    assert ask("elsewhere", path, "THERE") not in SHUT
    assert ask("both", path, "THERE") not in SHUT
    assert ask("employee there", path, "THERE") in {403, 404}
