"""Cameras on the admin's front page."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from factory.sites.desk import Desk, Page, Panel, Picture, Tone
from factory.sites.models import Site
from streaming.models import Camera, CameraStatus
from streaming.selectors import condition_of

VIEW = "streaming.view_camera"
MOST_PICTURES: Final = 4
State = CameraStatus.State
TONES = {
    State.OFFLINE: Tone.BAD,
    State.STALLED: Tone.WARN,
    State.CONNECTING: Tone.WARN,
    State.LIVE: Tone.GOOD,
    # On purpose: nobody asks for its pictures, or it is outside its hours.
    State.IDLE: Tone.PLAIN,
    State.DISABLED: Tone.PLAIN,
}
LOUDEST_FIRST = (Tone.BAD, Tone.WARN, Tone.GOOD, Tone.PLAIN)


def panel(site: Site) -> Panel:
    """Return pictures of the first cameras, those in trouble before the others: one query."""
    cameras = Camera.objects.filter(site=site, enabled=True).select_related("site", "status")
    pictures = sorted((_picture(camera) for camera in cameras.order_by("name")), key=_loudness)
    return Panel(
        title="Cameras",
        url=reverse("control-room"),
        pictures=tuple(pictures[:MOST_PICTURES]),
        empty="No cameras yet. Add one under Cameras; its test button shows a picture or says why not.",
    )


def _picture(camera: Camera) -> Picture:
    state = condition_of(camera).state
    return Picture(
        src=f"/api/v1/cameras/{camera.pk}/snapshot?size=small",
        caption=camera.name,
        state=state,
        tone=TONES[State(state)],
        url=reverse("control-room"),
    )


def _loudness(picture: Picture) -> int:
    return LOUDEST_FIRST.index(picture.tone)


DESK = Desk(
    "streaming",
    VIEW,
    panel,
    pages=(Page("Control room", "control-room", VIEW),),
    records=frozenset({"camerastatus"}),
)
