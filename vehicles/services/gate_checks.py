"""What a gate may be: its values, its relay, and cameras that look at no other."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from factory.core.errors import Conflict, Invalid, NotFound
from streaming.models import Camera
from vehicles.models import Gate
from vehicles.models.gates import Kind
from vehicles.relay_targets import relay_target


def check(gate: Gate) -> None:
    """Raise Invalid for values that a gate cannot have."""
    if gate.actuator == Kind.HTTP:
        _check_relay(gate)
    try:
        gate.full_clean()
    except ValidationError as error:
        fields = {name: " ".join(texts) for name, texts in error.message_dict.items()}
        raise Invalid("Some values are not right.", fields=fields) from error


def _check_relay(gate: Gate) -> None:
    try:
        relay_target(gate.relay_url, allowed_hosts=settings.GATE_RELAY_HOSTS)
    except ValueError as error:
        raise Invalid(f"The relay: {error}.", fields={"relay_url": str(error)}) from error


def held_cameras(gate: Gate, cameras: Iterable[Camera]) -> list[Camera]:
    """Return the cameras, held for the gate; raises NotFound and Conflict."""
    chosen = list(cameras)
    if any(camera.site_id != gate.site_id for camera in chosen):
        raise NotFound("There is no such camera at this gate's site.")
    if taken := taken_cameras(gate, chosen):
        raise Conflict(taken, fields={"cameras": taken})
    return chosen


@transaction.atomic
def taken_cameras(gate: Gate, cameras: Iterable[Camera]) -> str:
    """Say which of the cameras look at another gate already; "" for none. A read has one gate.

    Holds them till the caller's transaction ends, so that of two gates that take one at once the later
    is told; what gets past that, the database refuses.
    """
    wanted = [camera.pk for camera in cameras]
    # Their keys are free: reads that point there do not wait.
    held = Camera.objects.select_for_update(no_key=True).filter(pk__in=wanted)
    list(held.order_by("pk").values_list("pk"))
    others = Gate.objects.filter(cameras__in=wanted).exclude(pk=gate.pk).distinct()
    names = ", ".join(others.values_list("name", flat=True))
    return f"A camera looks at one gate; one of these looks at {names}." if names else ""
