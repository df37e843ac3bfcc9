"""A real server with cameras that are read, for tests of live views."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from factory.rundir import short_dir
from tests.streaming.capturing import ROOT, CaptureProcess, capturing, make_video
from tests.streaming.serving import Browser
from tests.web.serving import Served, served

CAMERAS = """
import json, sys, django
django.setup()
from factory.sites.models import Site
from tests.streaming.builders import make_camera
here, there = (Site.objects.get(pk=int(pk)) for pk in sys.argv[1:])
print(json.dumps([
    make_camera(here, camera_id="CAM-MAIN").pk,
    make_camera(there, camera_id="CAM-OTHER").pk,
]))
"""


@dataclass(frozen=True)
class Plant:
    """``camera`` belongs to the viewers' site and is read, ``other`` does not."""

    server: Served
    camera: int
    other: int
    capture: CaptureProcess

    def open(self, path: str, headers: Mapping[str, str]) -> Browser:
        return Browser(self.server.port, path, headers=headers)

    def signed_path(self, name: str) -> str:
        """Ask for an address of the camera's stream, as a page does."""
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        try:
            path = f"/api/v1/cameras/{self.camera}/stream-url"
            line.request("POST", path, headers=self.server.bearer(name))
            url: str = json.loads(line.getresponse().read())["url"]
            return "/" + url.partition("://")[2].partition("/")[2]
        finally:
            line.close()


@contextmanager
def running_plant(folder: Path, *viewers: str) -> Iterator[Plant]:
    with ExitStack() as stack:
        server = stack.enter_context(served(*viewers))
        command = [sys.executable, "-c", CAMERAS, *(str(server.made[k]) for k in ("here", "there"))]
        done = subprocess.run(
            command, env=server.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        camera, other = json.loads(done.stdout.splitlines()[-1])
        socket = short_dir(server.data_dir) / f"camera-{camera}.sock"
        film = make_video(folder / "film.avi", frames=50, width=1280)
        capture = stack.enter_context(capturing(film, socket))
        capture.client().close()
        yield Plant(server, camera, other, capture)
