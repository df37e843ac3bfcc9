"""The consumer: tracked people become readings in small batches, lines are drawn, nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from unittest.mock import patch

import numpy as np
import pytest
import time_machine
from django.db import DatabaseError

from occupancy import services
from occupancy.consumers import RELOAD_S, SLOW_S, CrossingConsumer
from occupancy.models import Area, AreaCamera, LiveCount, OccupancyLog
from streaming.frames import Annotations, CameraInfo, Detection, Frame
from streaming.models import Camera
from tests.builders import default_site
from tests.occupancy.builders import make_area, make_counter, make_line, utc

pytestmark = pytest.mark.django_db
NOW = utc("2026-06-10T12:00:00")
PICTURE = np.zeros((200, 200, 3), np.uint8)
UPWARDS = [[0.5, 1.0], [0.5, 0.0]]


class Stage:
    """A camera, its consumer, and a clock that the test moves."""

    def __init__(self, area: Area, camera: Camera) -> None:
        self.seconds, self.ahead = 0.0, timedelta(0)
        info = CameraInfo(camera.pk, area.site_id, camera.camera_id, camera.name, "none")
        self.camera = camera
        self.consumer = CrossingConsumer(info, monotonic=lambda: self.seconds)

    def show(self, *xs: float, label: str = "person", after: float = 0.1) -> Annotations:
        self.seconds += after
        people = [
            Detection(label, 0.9, (x - 10, 80, x + 10, 120), track_id=n) for n, x in enumerate(xs)
        ]
        frame = Frame(
            self.camera.pk,
            self.camera.site_id,
            NOW + timedelta(seconds=self.seconds) + self.ahead,
            PICTURE,
            tuple(people),
        )
        now = NOW + timedelta(seconds=max(60, self.seconds))
        with time_machine.travel(now, tick=False):
            return self.consumer.consume(frame)

    def walk(self, xs: Sequence[float]) -> None:
        for x in xs:
            self.show(x)


def stage(role: str = AreaCamera.Role.BOTH, **line: str) -> Stage:
    area = make_area(default_site())
    camera = make_counter(area, role)
    make_line(area, camera, UPWARDS, **line)
    return Stage(area, camera)


def test_a_crossing_becomes_a_reading_and_a_live_count() -> None:
    scene = stage()
    scene.walk([150, 120, 80, 50])
    scene.show(50, after=SLOW_S)
    rows = OccupancyLog.objects.order_by("timestamp")
    assert [(row.entries, row.exits, row.current_count) for row in rows][-1] == (1, 0, 1)
    assert LiveCount.objects.get().count == 1


def test_readings_come_without_crossings_too_so_that_a_gap_is_a_gap() -> None:
    scene = stage()
    for _ in range(100):
        scene.show(150, after=0.5)
    assert OccupancyLog.objects.count() == 10
    assert set(OccupancyLog.objects.values_list("people_detected", flat=True)) == {1}


@pytest.mark.parametrize(
    ("role", "expected"),
    [("entry", (1, 0)), ("exit", (0, 1)), ("both", (1, 1))],
    ids=["entry", "exit", "both"],
)
def test_a_cameras_part_says_what_it_counts(role: str, expected: tuple[int, int]) -> None:
    scene = stage(role)
    scene.walk([150, 50, 150])
    scene.show(150, after=SLOW_S)
    rows = OccupancyLog.objects.values_list("entries", "exits")
    assert tuple(map(sum, zip(*rows, strict=True))) == expected


def test_only_people_count() -> None:
    scene = stage()
    for x in (150, 50, 50):
        scene.show(x, label="vehicle", after=SLOW_S)
    assert not OccupancyLog.objects.filter(entries__gt=0).exists()


def test_what_could_not_be_written_is_written_later() -> None:
    scene = stage()
    scene.show(150)
    with patch.object(services, "record_logs", side_effect=DatabaseError("away")):
        scene.show(50)
        scene.show(50, after=SLOW_S)
    scene.show(50, after=SLOW_S)
    assert OccupancyLog.objects.get(entries=1).current_count == 1


def test_who_crosses_while_the_database_is_away_is_counted() -> None:
    scene = stage()
    scene.show(150)
    away = DatabaseError("away")
    with (
        patch("occupancy.consumers.lines_of", side_effect=away) as asked,
        patch.object(services, "record_logs", side_effect=away),
    ):
        scene.show(50, after=RELOAD_S)
        scene.show(50, 150)
        scene.show(50, 50)
        assert asked.call_count == 1, "not with each frame"
    scene.show(50, 50, after=RELOAD_S)
    assert sum(OccupancyLog.objects.values_list("entries", flat=True)) == 2


def crossing(scene: Stage) -> None:
    """Someone crosses right after something was written, so that this has to wait."""
    scene.show(150)
    scene.show(50)
    assert not OccupancyLog.objects.filter(entries__gt=0).exists()


def test_a_crossing_is_written_when_the_camera_is_stopped() -> None:
    scene = stage()
    crossing(scene)
    crossed_at = NOW + timedelta(seconds=scene.seconds)
    scene.show(50)
    for _ in range(2):
        with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
            scene.consumer.close()
    row = OccupancyLog.objects.get(entries=1)
    assert (row.timestamp, row.current_count) == (crossed_at, 1)


def test_a_camera_that_stalls_moves_no_crossing_into_another_hour() -> None:
    scene = stage()
    crossing(scene)
    crossed_at = NOW + timedelta(seconds=scene.seconds)
    scene.show(after=3600)
    row = OccupancyLog.objects.get(entries=1)
    assert (row.timestamp, row.people_detected) == (crossed_at, 1)


def test_one_that_has_seen_nothing_is_closed_too() -> None:
    scene = stage()
    scene.consumer.close()
    assert not OccupancyLog.objects.exists()


def test_a_zone_gives_absolute_counts_that_do_not_flap() -> None:
    area = make_area(default_site())
    camera = make_counter(area, AreaCamera.Role.INSIDE)
    make_line(area, camera, [[0, 0], [0.5, 0], [0.5, 1], [0, 1]], kind="zone")
    scene = Stage(area, camera)
    scene.show(20, 40, 150)
    for _ in range(20):
        scene.show(20, 40, 150)
    scene.show(150)
    scene.show(20, 40, 150, after=SLOW_S)
    row = OccupancyLog.objects.order_by("-timestamp")[0]
    assert (row.current_count, row.absolute, row.people_detected) == (2, True, 3)


def test_lines_are_drawn_with_their_in_side_and_a_new_one_soon() -> None:
    scene = stage()
    line, arrow = scene.show().shapes
    assert (line.points, arrow.caption) == (((100.0, 200.0), (100.0, 0.0)), "in")
    assert arrow.points[1][0] < arrow.points[0][0], "towards the left"
    make_line(make_area(default_site()), scene.camera, [[0, 0.5], [1, 0.5]])
    assert len(scene.show(after=RELOAD_S).shapes) == 4


def test_a_camera_without_lines_does_nothing() -> None:
    area = make_area(default_site())
    scene = Stage(area, make_counter(area))
    assert scene.show(50, after=SLOW_S) == Annotations()
    assert not OccupancyLog.objects.exists()


@pytest.mark.parametrize(
    ("role", "told"),
    [
        pytest.param(AreaCamera.Role.BOTH, (1, False, 1), id="a door: its line"),
        pytest.param(AreaCamera.Role.INSIDE, (0, True, 0), id="inside: its zone"),
    ],
)
def test_of_a_line_and_a_zone_drawn_before_both_were_refused_one_counts(
    role: str, told: tuple[int, bool, int]
) -> None:
    scene = stage(role)
    corner = [[0.9, 0.9], [1.0, 0.9], [1.0, 1.0]]
    make_line(Area.objects.get(), scene.camera, corner, kind="zone")
    scene.walk([150, 120, 80, 50])
    scene.show(50, after=SLOW_S)
    row = OccupancyLog.objects.order_by("timestamp").last()
    assert row is not None
    assert (row.entries, row.absolute, row.current_count) == told
