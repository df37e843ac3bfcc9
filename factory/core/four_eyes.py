"""Four eyes: what speaks of oneself is for somebody else to change or to decide."""

from __future__ import annotations

from typing import Any

from factory.core.errors import DomainError, Refused
from factory.core.models import User
from factory.core.trail import note

CODE = "four-eyes"


class OwnRefused(Refused):
    """Somebody tried to change what speaks of themselves; ``attempt`` is what the trail keeps of it."""

    code = CODE

    def __init__(self, detail: str, *, attempt: dict[str, Any]) -> None:
        super().__init__(detail)
        self.attempt = attempt


def refuse_own(*, caller: Any, owner_id: int | None, act: str, subject: Any, detail: str) -> None:
    """Raise OwnRefused where the caller is the account (its key) of whom ``subject`` speaks.

    Nobody is exempt, operators neither. The refused transaction keeps nothing; whoever answers the
    error has the attempt written down by ``note_refusal``.
    """
    if owner_id is not None and isinstance(caller, User) and caller.pk == owner_id:
        raise OwnRefused(
            detail,
            attempt={
                "site_id": subject.site_id,
                "caller": caller,
                "act": f"refused-{act}",
                "subject": subject,
            },
        )


def note_refusal(error: DomainError) -> None:
    """Write down the attempt of a refusal that is one of these; outside the refused transaction."""
    if isinstance(error, OwnRefused):
        note(**error.attempt)
