"""The demo's cameras: drawn scenes, seen by the real detectors and recognisers."""

from __future__ import annotations

from factory.sites.models import Site
from streaming.models import Camera

FPS = 15
CAMERAS = (
    # camera_id, name, scene, recogniser, direction
    ("CAM-GATE", "Pedestrian gate", "gate-line", "occupancy", Camera.Direction.NONE),
    ("CAM-BARRIER", "Vehicle barrier", "barrier", "vehicles", Camera.Direction.IN),
    ("CAM-DOOR", "Staff door", "door", "identity", Camera.Direction.IN),
)


def seed(site: Site, *, days: int) -> None:
    """Make the cameras that are not there yet; ``days`` of history mean nothing to a camera."""
    del days
    for camera_id, name, scene, recogniser, direction in CAMERAS:
        Camera.objects.get_or_create(
            camera_id=camera_id,
            defaults={
                "site": site,
                "name": name,
                "source": f"scene:{scene}?seed=7",
                "consumers": [recogniser],
                "direction": direction,
                "detector": Camera.Detector.MOTION,
                "width": 960,
                "height": 540,
                "target_fps": FPS,
            },
        )
