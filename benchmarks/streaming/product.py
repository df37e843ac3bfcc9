"""The product itself: capture processes of cameras and the web process with its sign-in and rights."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from benchmarks.streaming.proc import ROOT, running
from factory.rundir import short_dir
from tests.web.serving import Served, served

CAMERAS = """
import json, sys, django
django.setup()
from factory.sites.models import Site
from tests.streaming.builders import make_camera
site, fields = Site.objects.get(pk=int(sys.argv[1])), json.loads(sys.argv[3])
made = [make_camera(site, camera_id=f"CAM-{n}", **fields) for n in range(int(sys.argv[2]))]
print(json.dumps([camera.pk for camera in made]))
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

    def socket(self, camera: int) -> str:
        """Where the camera's capture process is met."""
        return str(short_dir(self.server.data_dir) / f"camera-{camera}.sock")

    @property
    def environment(self) -> dict[str, str]:
        """What another process of this product needs; cameras may be on this machine."""
        return self.server.environment | {"CAMERA_NETWORKS": "127.0.0.0/8"}

    @contextmanager
    def reading(self, camera: int, url: str) -> Iterator[int]:
        """Read ``url`` as this camera: the process that a supervisor would start."""
        config = {
            "url": url,
            "socket": self.socket(camera),
            "name": f"Camera {camera}",
            "fps": 30.0,
        }
        command = [sys.executable, "-m", "streaming.capture"]
        with running(command, json.dumps(config) + "\n") as pid:
            yield pid


@contextmanager
def product(
    cameras: int,
    *,
    settings: str = "factory.settings",
    variables: Mapping[str, str] = MappingProxyType({}),
    **fields: Any,
) -> Iterator[Product]:
    """Serve ``cameras`` cameras with these fields, none of which is read yet.

    ``variables`` are the server's environment besides.
    """
    with ExitStack() as stack:
        server = stack.enter_context(served(VIEWER, settings=settings, **variables))
        command = [sys.executable, "-c", CAMERAS, str(server.made["here"]), str(cameras)]
        command.append(json.dumps(fields))
        done = subprocess.run(
            command,
            env=server.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        yield Product(server, tuple(json.loads(done.stdout.splitlines()[-1])))
