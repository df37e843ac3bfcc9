"""What a channel carries, and the two ways in which carrying it fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from factory.core.errors import TransientError


@dataclass(frozen=True, slots=True)
class Message:
    """One alert for the outside. ``delivery_id`` stays the same when it is sent again."""

    delivery_id: int
    site: str
    kind: str
    severity: str
    text: str
    raised_at: str
    subject_type: str
    subject_id: str

    def body(self) -> dict[str, Any]:
        """Return what a webhook is sent: ids and the alert's own text, no details of persons."""
        return {
            "delivery": self.delivery_id,
            "site": self.site,
            "kind": self.kind,
            "severity": self.severity,
            "text": self.text,
            "raised_at": self.raised_at,
            "subject": {"type": self.subject_type, "id": self.subject_id},
        }


class NotDelivered(TransientError):
    """It did not arrive this time."""


class Undeliverable(Exception):
    """It cannot arrive until somebody changes the channel or the configuration."""
