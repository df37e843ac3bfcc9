"""Gates as people set them up; each change on record with its author."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from factory.audit.services import record
from factory.core.errors import Invalid, NotFound
from streaming.models import Camera
from vehicles.models import Gate


@transaction.atomic
def save_gate(
    *, gate: Gate, caller: Any = None, cameras: Iterable[Camera] | None = None, **changes: Any
) -> Gate:
    """Save a gate with these changes; None leaves its cameras as they are.

    Raises Invalid for bad values and a name that is taken, NotFound for a camera of another site.
    """
    changed = sorted(name for name, value in changes.items() if getattr(gate, name) != value)
    for name in changed:
        setattr(gate, name, changes[name])
    _check(gate)
    gate.save()
    if cameras is not None:
        gate.cameras.set(_of_site(gate, cameras))
        changed.append("cameras")
    note_gate(gate=gate, caller=caller, changed=changed)
    return gate


def note_gate(*, gate: Gate, caller: Any, changed: Iterable[str]) -> None:
    """Write down who changed what of a gate, in the transaction of the change."""
    detail = {"changed": list(changed), "policy": gate.policy, "halted": gate.halted}
    record(site_id=gate.site_id, caller=caller, act="vehicles.save_gate", subject=gate, **detail)


def _check(gate: Gate) -> None:
    try:
        gate.full_clean()
    except ValidationError as error:
        fields = {name: " ".join(texts) for name, texts in error.message_dict.items()}
        raise Invalid("Some values are not right.", fields=fields) from error


def _of_site(gate: Gate, cameras: Iterable[Camera]) -> list[Camera]:
    chosen = list(cameras)
    if any(camera.site_id != gate.site_id for camera in chosen):
        raise NotFound("There is no such camera at this gate's site.")
    return chosen
