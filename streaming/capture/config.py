"""What a capture process is told: one JSON line at its start, later lines as commands."""

from __future__ import annotations

import json
import ssl
from dataclasses import dataclass, fields
from typing import Any, Final
from urllib.parse import quote, urlsplit

SCHEMES: Final = frozenset({"rtsp", "rtsps", "http", "https", "file", "scene"})
SYSTEM_AUTHORITIES: Final = ssl.get_default_verify_paths().cafile or ""


class BadConfigError(ValueError):
    """The configuration cannot be used; the text names the field, never the URL or the password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureConfig:
    """One camera. Comes by stdin and never by argv, where every user of the machine could read it.

    ``url`` carries no user or password; ``fps`` 0 means as fast as the source; times are in seconds;
    ``memory`` is the folder for raw frames and should be memory, not disk; ``keep`` is how many seconds
    of frames are kept as JPEGs, ``keep_fps`` a second, for events that are known late; ``host`` is what
    the camera is called where ``url`` leads to its address; ``ca_file`` holds the certificates (PEM) that
    are believed of a camera that speaks TLS.
    """

    url: str
    socket: str
    host: str = ""
    name: str = ""
    user: str = ""
    password: str = ""
    transport: str = "tcp"
    fps: float = 30.0
    width: int = 1280
    height: int = 720
    time_zone: str = "UTC"
    panel: bool = True
    always: bool = False
    linger: float = 10.0
    open_timeout: float = 5.0
    read_timeout: float = 5.0
    stall_after: float = 2.0
    keep: float = 0.0
    keep_fps: float = 5.0
    memory: str = "/dev/shm"  # noqa: S108 - memory of the kernel, files in it are made with mode 0600
    scenes: str = "streaming.scenes:scene"
    ca_file: str = SYSTEM_AUTHORITIES

    @property
    def scheme(self) -> str:
        return urlsplit(self.url).scheme

    @property
    def over_udp(self) -> bool:
        """Whether packets come beside the connection; encrypted they come through it."""
        return self.scheme == "rtsp" and self.transport == "udp"

    @property
    def authority(self) -> str:
        """What an HTTP camera is called in the head of a request."""
        parts = urlsplit(self.url)
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{parts.port}" if host and parts.port else host or parts.netloc

    @property
    def address(self) -> str:
        """The URL with user and password, for the decoder only; never to be logged."""
        parts = urlsplit(self.url)
        if not self.user:
            return self.url
        secret = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}"
        host = parts.netloc.rpartition("@")[2]
        return parts._replace(netloc=f"{secret}@{host}").geturl()


def parse_config(line: str) -> CaptureConfig:
    """Return the configuration in a JSON line; unknown names are refused, lest a typo go unseen."""
    value = _object(line)
    unknown = value.keys() - {field.name for field in fields(CaptureConfig)}
    if unknown:
        raise BadConfigError(f"unknown: {', '.join(sorted(unknown))}")
    try:
        config = CaptureConfig(**value)
    except TypeError as error:
        raise BadConfigError("url and socket are needed") from error
    _check(config)
    return config


@dataclass(frozen=True, slots=True)
class Command:
    """``always``: read although nobody asks. ``lease``: stop at this second of the monotonic clock."""

    always: bool | None = None
    lease: float | None = None


def parse_command(line: str) -> Command:
    """Return what ``{"always": true}`` or ``{"lease": 1234.5}`` says."""
    value = _object(line)
    if value.keys() == {"always"} and isinstance(value["always"], bool):
        return Command(always=value["always"])
    if value.keys() == {"lease"} and type(value["lease"]) in {int, float}:
        return Command(lease=float(value["lease"]))
    raise BadConfigError('expected {"always": true}, {"always": false} or {"lease": seconds}')


def _check(config: CaptureConfig) -> None:
    for field in fields(CaptureConfig):
        if not isinstance(getattr(config, field.name), _KINDS[str(field.type)]):
            raise BadConfigError(f"{field.name}: expected {field.type}")
    if config.scheme not in SCHEMES:
        raise BadConfigError(f"url: expected one of {', '.join(sorted(SCHEMES))}")
    if config.transport not in {"tcp", "udp"}:
        raise BadConfigError("transport: expected tcp or udp")


_KINDS: Final[dict[str, type | tuple[type, ...]]] = {
    "str": str,
    "int": int,
    "float": (int, float),
    "bool": bool,
}


def _object(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise BadConfigError("not JSON") from error
    if not isinstance(value, dict):
        raise BadConfigError("not an object")
    return value
