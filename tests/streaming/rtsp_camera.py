"""A camera that tests can kill, freeze and start again: GStreamer's RTSP server playing a film."""

from __future__ import annotations

import signal
import socket
import subprocess
from pathlib import Path
from shutil import copyfile

from tests.services import require

SYSTEM_PYTHON = "/usr/bin/python3"
SERVER = Path(__file__).with_name("rtsp_server.py")
IMPORTS = (
    "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer"
)


class RtspCamera:
    """The server on a port of its own, which it keeps when it is started again."""

    def __init__(self, port: int, footage: Path) -> None:
        self.port = port
        self.footage = footage
        self.url = f"rtsp://127.0.0.1:{port}/live"
        self._playing = footage.with_name(f"playing-{port}.h264")
        self._server: subprocess.Popen[str] | None = None

    def start(self) -> None:
        copyfile(self.footage, self._playing)
        command = [SYSTEM_PYTHON, str(SERVER), str(self.port), str(self._playing), "15"]
        self._server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._server.stdout
        assert self._server.stdout.readline() == "ready\n"

    def swap(self, footage: Path) -> None:
        """Play another film within the connections that there are."""
        self.footage = footage
        copyfile(footage, self._playing)
        self.signal(signal.SIGUSR1)

    def signal(self, number: signal.Signals) -> None:
        assert self._server
        self._server.send_signal(number)

    def kill(self) -> None:
        if self._server:
            self._server.kill()
            self._server.wait(5)
            assert self._server.stdout
            self._server.stdout.close()
            self._server = None


def encode(path: Path, size: str) -> Path:
    """Make a film of a test card, four seconds long."""
    return film(path, "-f", "lavfi", "-i", f"testsrc=size={size}:rate=15")


def film(path: Path, *source: str, seconds: int = 4, quality: int = 23) -> Path:
    """Make the H.264 that the server plays from what ffmpeg reads by ``source``.

    ``quality`` is x264's constant rate factor, lower is better.
    """
    command = ["ffmpeg", "-loglevel", "error", *source, "-t", str(seconds)]
    command += ["-c:v", "libx264", "-preset", "ultrafast", "-crf", str(quality)]
    command += ["-bf", "0", "-g", "15"]
    command += ["-pix_fmt", "yuv420p", "-x264-params", "aud=1:repeat-headers=1", str(path)]
    subprocess.run(command, check=True)
    return path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def require_gstreamer() -> None:
    """Skip, or fail in CI, where Debian's GStreamer cannot serve RTSP."""
    python = Path(SYSTEM_PYTHON)
    found = (
        python.exists()
        and not subprocess.run(
            [SYSTEM_PYTHON, "-c", IMPORTS], capture_output=True, check=False
        ).returncode
    )
    require(found, f"{SYSTEM_PYTHON} with gi and GstRtspServer (gir1.2-gst-rtsp-server-1.0)")
