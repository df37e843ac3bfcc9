"""By what a live viewer is known, and what that is worth later, given the database's rows. Pure."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from factory.core.scoping import Access


class By(StrEnum):
    SESSION = "session"
    TOKEN = "token"  # noqa: S105 - a kind, no secret
    DEVICE = "device"
    PERSON = "user"
    """A signed address: admitted once, in nobody's session; the person's own row is what it is worth."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A session's key, or the digest of a token or a device's key; of whom.

    ``stamp`` stands for the password that a session began with: a new password ends it.
    """

    by: By
    key: str
    user_id: int | None = None
    stamp: str = ""


class Row(NamedTuple):
    """One row of the one query: ``kind`` says whether it is a proof, a user or a role."""

    kind: str
    key: str
    number: int
    text: str


USER, ROLE = "user", "role"


def stamp_of(password: str) -> str:
    """Return what stands for an encoded password in memory."""
    return hashlib.sha256(password.encode()).hexdigest()


def still_good(
    proofs: Iterable[Proof], rows: Iterable[Row], *, device_role: str
) -> dict[Proof, Access]:
    """Return what the bearer of each proof may do now; a proof that is worth nothing is left out."""
    known = {(row.kind, row.key): row for row in rows if row.kind != ROLE}
    roles = _roles(rows)
    answers = {proof: _access(proof, known, roles, device_role) for proof in proofs}
    return {proof: access for proof, access in answers.items() if access is not None}


def _roles(rows: Iterable[Row]) -> dict[str, dict[int, frozenset[str]]]:
    found: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        if row.kind == ROLE:
            found[row.key][row.number].add(row.text)
    return {
        user: {site: frozenset(names) for site, names in sites.items()}
        for user, sites in found.items()
    }


def _access(
    proof: Proof,
    known: Mapping[tuple[str, str], Row],
    roles: Mapping[str, Mapping[int, frozenset[str]]],
    device_role: str,
) -> Access | None:
    shown = known.get((proof.by, proof.key))
    if shown is None:
        return None
    if proof.by == By.DEVICE:
        return Access(roles={shown.number: frozenset({device_role})})
    user = known.get((USER, str(proof.user_id)))
    if user is None or (proof.stamp and stamp_of(user.text) != proof.stamp):
        return None
    return Access(roles=roles.get(user.key, {}), superuser=bool(user.number))
