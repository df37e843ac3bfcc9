"""The product itself: capture processes of cameras and the web process with its sign-in and rights."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.streaming.proc import ROOT, running
from factory.core.rundir import short_dir
from tests.web.serving import Served, environment_of, served

CAMERAS = """
import json, sys, django
django.setup()
from factory.sites.models import Site
from tests.streaming.builders import make_camera
site = Site.objects.get(pk=int(sys.argv[1]))
print(json.dumps([make_camera(site, camera_id=f"CAM-{n}").pk for n in range(int(sys.argv[2]))]))
"""
VIEWER = "ann"


@dataclass(frozen=True)
class Product:
    """A running web process with the cameras it knows, by number."""

    server: Served
    cameras: tuple[int, ...]

    @property
    def headers(self) -> dict[str, str]:
        return self.server.bearer(VIEWER)

    def path(self, camera: int, *, overlay: bool = True) -> str:
        return f"/api/v1/cameras/{camera}/stream" + ("" if overlay else "?overlay=0")

    @contextmanager
    def reading(self, camera: int, url: str) -> Iterator[int]:
        """Read ``url`` as this camera: the process that a supervisor would start."""
        path = short_dir(self.server.data_dir) / f"camera-{camera}.sock"
        config = {"url": url, "socket": str(path), "name": f"Camera {camera}", "fps": 30.0}
        command = [sys.executable, "-m", "streaming.capture"]
        with running(command, json.dumps(config) + "\n") as pid:
            yield pid


@contextmanager
def product(cameras: int) -> Iterator[Product]:
    """Serve ``cameras`` cameras, none of which is read yet."""
    with ExitStack() as stack:
        server = stack.enter_context(served(VIEWER))
        command = [sys.executable, "-c", CAMERAS, str(server.made["here"]), str(cameras)]
        done = subprocess.run(
            command,
            env=environment_of(Path(server.data_dir)),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        yield Product(server, tuple(json.loads(done.stdout.splitlines()[-1])))
