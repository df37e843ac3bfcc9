"""Forms of settings that are more than a word: each function returns the value or raises ValueError."""

from __future__ import annotations

import ssl
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import dj_database_url

DATABASES = "sqlite:///PATH or postgres://USER:PASSWORD@HOST:PORT/NAME"
REDIS = "redis://:PASSWORD@HOST:PORT/0 (rediss:// with TLS)"
CAMERA = "a camera's address such as rtsp://USER:PASSWORD@192.168.1.100:554/stream"
NETWORKS = "networks separated by commas, such as 192.168.0.0/16,fd00::/8"
ORIGINS = "origins separated by commas, such as https://app.example.com"
WEB = "an address that begins with http:// or https://"
MODEL = "the path of an ONNX file that can be read"
CERTIFICATES = "the path of a file with certificates (PEM) that can be read"
CLASS = "the dotted path of a storage class, such as package.module.Class"


def database_url(text: str) -> str:
    """Return the URL of one of the databases that are tested: SQLite and PostgreSQL."""
    parts = _url(text, {"sqlite", "postgres", "postgresql"}, host=False)
    if not parts.path.strip("/"):
        raise ValueError("no database's name")
    dj_database_url.parse(text)
    return text


def redis(text: str) -> str:
    """Return the URL; what comes after the host is the number of a database."""
    parts = _url(text, {"redis", "rediss"})
    number = parts.path.strip("/")
    if number and not (number.isascii() and number.isdecimal()):
        raise ValueError("no database's number")
    return text


def camera(text: str) -> str:
    """Return the URL; a scene of our own and a file of the media folder have none."""
    if text.startswith(("scene:", "file:")):
        return text
    _url(text, {"rtsp", "rtsps", "http", "https"})
    return text


def web(text: str) -> str:
    _url(text, {"http", "https"})
    return text


def networks(text: str) -> list[str]:
    """Return the networks; an address with bits beyond its prefix is taken for a slip."""
    return [str(ip_network(word)) for word in _words(text)]


def origins(text: str) -> list[str]:
    """Return scheme://host:port each, without a path."""
    for word in _words(text):
        parts = _url(word, {"http", "https"})
        if parts.path or parts.query or parts.fragment:
            raise ValueError("more than an origin")
    return _words(text)


def model_file(text: str) -> str:
    path = Path(text).expanduser()
    if path.suffix.lower() != ".onnx" or not path.is_file():
        raise ValueError("no such file")
    path.open("rb").close()
    return str(path)


def certificates(text: str) -> str:
    path = Path(text).expanduser()
    # FFmpeg gets it in a list parted by these.
    if set("|;") & set(str(path)):
        raise ValueError("not a path for FFmpeg")
    ssl.create_default_context(cafile=str(path))
    return str(path)


def class_path(text: str) -> str:
    """Return the path of a class whose module is there; the class itself is a system check's."""
    module, _, name = text.rpartition(".")
    try:
        found = module and name.isidentifier() and find_spec(module)
    except ImportError:
        found = None
    if not found:
        raise ValueError("no such module")
    return text


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _url(text: str, schemes: set[str], *, host: bool = True) -> SplitResult:
    parts = urlsplit(text)
    if parts.scheme not in schemes or (host and not parts.hostname):
        raise ValueError("another scheme, or no host")
    # urlsplit looks at the port only when asked, and then raises ValueError itself.
    if parts.port == 0 or any(sign.isspace() for sign in text):
        raise ValueError("no such port, or a blank inside")
    return parts
