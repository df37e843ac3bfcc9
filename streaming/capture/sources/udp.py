"""Where an RTSP camera's packets come from over UDP (RFC 2326, 12.39)."""

from __future__ import annotations

import re
from typing import Final

TRANSPORT: Final = re.compile(rb"^(transport:[^,\r\n]*)[^\r\n]*", re.IGNORECASE | re.MULTILINE)
SOURCE: Final = re.compile(rb";[ \t]*source[ \t]*=[^;]*", re.IGNORECASE)


def at_source(head: bytes, address: str) -> bytes:
    """Return the head of a reply in which the packets come from ``address``, whatever it said.

    Without a source, reports would go to the relay; with another one, to somebody nobody has allowed.
    """
    mark = b";source=" + address.encode()
    return TRANSPORT.sub(lambda found: SOURCE.sub(b"", found[1]).rstrip(b"; \t") + mark, head)
