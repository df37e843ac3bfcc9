"""Gates as people set them up; each change on record with its author."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from factory.audit.services import record
from factory.core.errors import Invalid, NotFound, Refused
from factory.core.scoping import access_of
from streaming.models import Camera
from vehicles.models import Gate, PlateCamera
from vehicles.models.lists import LONGEST_REASON
from vehicles.services.gate_checks import check, held_cameras

CHANGE = "vehicles.change_platecamera"


@transaction.atomic
def save_gate(
    *, gate: Gate, caller: Any = None, cameras: Iterable[Camera] | None = None, **changes: Any
) -> Gate:
    """Save a gate with these changes and return it as it is then; None leaves its cameras as they are.

    A gate that exists is changed as it is now, not as the caller saw it: a kill switch that was thrown
    since stays thrown. Raises Invalid for bad values and a name that is taken, NotFound for a camera of
    another site, and Conflict for one that looks at another gate.
    """
    held = _held(gate)
    changed = sorted(name for name, value in changes.items() if getattr(held, name) != value)
    for name in changed:
        setattr(held, name, changes[name])
    check(held)
    held.save()
    if cameras is not None:
        held.cameras.set(held_cameras(held, cameras))
        changed.append("cameras")
    note_gate(gate=held, caller=caller, changed=changed)
    return held


def _held(gate: Gate) -> Gate:
    """Return the gate as it is now, held till the transaction ends; a new one as it was given."""
    if gate._state.adding:  # noqa: SLF001 - documented by Django
        return gate
    held: Gate | None = Gate.objects.select_for_update(no_key=True).filter(pk=gate.pk).first()
    if held is None:
        raise NotFound("There is no such gate.")
    return held


def note_gate(*, gate: Gate, caller: Any, changed: Iterable[str]) -> None:
    """Write down who changed what of a gate, in the transaction of the change."""
    detail = {"changed": list(changed), "policy": gate.policy, "halted": gate.halted}
    record(site_id=gate.site_id, caller=caller, act="vehicles.save_gate", subject=gate, **detail)


@transaction.atomic
def remove_gate(*, gate: Gate, caller: Any = None) -> None:
    """Delete a gate; what happened at it stays."""
    record(site_id=gate.site_id, caller=caller, act="vehicles.remove_gate", subject=gate)
    gate.delete()


@transaction.atomic
def remove_votes(*, row: PlateCamera, caller: Any = None) -> None:
    """Let a camera follow the site's setting again."""
    detail = {"camera": row.camera_id}
    record(site_id=row.site_id, caller=caller, act="vehicles.drop_votes", subject=row, **detail)
    row.delete()


@transaction.atomic
def halt_gate(*, gate: Gate, halted: bool, why: str, caller: Any = None) -> Gate:
    """Throw a gate's kill switch, or release it, and say why. Counts for every pulse not sent yet.

    Safe to repeat; raises Invalid without a reason.
    """
    reason = " ".join(why.split())[:LONGEST_REASON]
    if not reason:
        raise Invalid("Say why.", fields={"reason": "Required."})
    held: Gate = Gate.objects.select_for_update().get(pk=gate.pk)
    if held.halted != halted:
        held.halted = halted
        held.save(update_fields=["halted"])
        act = "vehicles.halt_gate" if halted else "vehicles.release_gate"
        record(site_id=held.site_id, caller=caller, act=act, subject=held, why=reason)
    return held


@transaction.atomic
def set_votes(*, camera: Camera, votes_needed: int, caller: Any = None) -> PlateCamera:
    """Say how many reads of a vehicle must agree at a camera; counts within a second.

    Raises Refused where the caller may not say so at the camera's site.
    """
    if caller is not None and not access_of(caller).allows(CHANGE, camera.site_id):
        raise Refused("Your role at this camera's site does not allow this.")
    row: PlateCamera
    row, _ = PlateCamera.objects.update_or_create(
        camera=camera, defaults={"votes_needed": votes_needed, "site_id": camera.site_id}
    )
    detail = {"camera": camera.pk, "votes_needed": votes_needed}
    record(site_id=camera.site_id, caller=caller, act="vehicles.set_votes", subject=row, **detail)
    return row
