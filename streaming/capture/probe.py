"""Asks a network camera whether it answers at all, cheaper and sooner than opening its video would."""

from __future__ import annotations

import socket
import ssl
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

PORTS: Final = {"rtsp": 554, "rtsps": 322, "http": 80, "https": 443}


def answers(url: str, timeout: float = 1.0) -> bool:
    """Say whether the server behind ``url`` speaks.

    A frozen one still accepts connections, so it is asked for its options, and any answer counts, a
    refusal too. No password is sent.
    """
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        return False
    question = f"OPTIONS {_target(url)}".encode()
    try:
        # Cameras sign their own certificates, and nothing secret is said here.
        with connect(url, timeout, unverified() if parts.scheme.endswith("s") else None) as line:
            line.sendall(question)
            return bool(line.recv(1))
    except (OSError, ValueError):
        return False


def _target(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme.startswith("rtsp"):
        target = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        return f"{target} RTSP/1.0\r\nCSeq: 1\r\n\r\n"
    return f"{parts.path or '/'} HTTP/1.1\r\nHost: {parts.hostname}\r\nConnection: close\r\n\r\n"


def connect(url: str, timeout: float, context: ssl.SSLContext | None) -> socket.socket:
    """Return a connection to the server of ``url``; raises OSError."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    line = socket.create_connection((host, parts.port or PORTS[parts.scheme]), timeout)
    if context is None:
        return line
    try:
        return context.wrap_socket(line, server_hostname=host)
    except OSError:
        line.close()
        raise


def context_for(url: str, ca_file: str) -> ssl.SSLContext | None:
    """Return how a camera is spoken to: as FFmpeg does, which checks https alone, and names alone."""
    parts = urlsplit(url)
    if parts.scheme != "https":
        return unverified() if parts.scheme == "rtsps" else None
    context = ssl.create_default_context(cafile=ca_file)
    context.check_hostname = not _is_address(parts.hostname or "")
    return context


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def unverified() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
