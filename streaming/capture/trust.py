"""Whose certificate a camera that speaks TLS has to show: its own, from somebody who is believed."""

from __future__ import annotations

import ssl
from typing import Final

TLS: Final = frozenset({"rtsps", "https"})


def context_for(scheme: str, ca_file: str) -> ssl.SSLContext | None:
    """Return how a camera of this scheme is spoken to, None for one without TLS.

    Chain, dates and the name or address are checked. Raises OSError where ``ca_file`` cannot be used.
    """
    return ssl.create_default_context(cafile=ca_file or None) if scheme in TLS else None


def unverified() -> ssl.SSLContext:
    """Return how to ask whether anybody is there at all, with nothing secret said."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def distrust(error: ssl.SSLCertVerificationError) -> str:
    """Return what people are told of a certificate that was refused."""
    return f"the camera's certificate is not to be trusted: {error.verify_message}"
