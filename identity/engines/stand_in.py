"""Whether the configured Rekognition is AWS's, or something that stands in for it. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit

AWS_DOMAINS = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws")


def stand_in(endpoint: str) -> bool:
    """Return whether calls to ``endpoint`` do not reach AWS: the development emulator, mostly."""
    host = urlsplit(endpoint).hostname or ""
    return bool(endpoint) and not host.endswith(AWS_DOMAINS)
