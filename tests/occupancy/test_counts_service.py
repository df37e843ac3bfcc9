"""Live counts: followed as readings come, and the same when rebuilt from logs and resets."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factory.core.errors import Invalid
from occupancy import services
from occupancy.counts import Reading
from occupancy.models import AreaCamera, CountReset, DirtyHour, LiveCount, OccupancyLog
from occupancy.selectors.live import live_of
from tests.builders import default_site, make_site
from tests.occupancy.builders import make_area, make_counter, utc

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOW = utc("2026-06-10T12:00")


def minute(number: int) -> datetime:
    return NOW - timedelta(hours=4) + timedelta(minutes=number)


def live(site_id: int) -> list[Any]:
    rows = LiveCount.objects.filter(site_id=site_id).order_by("camera_id", "area_id")
    return list(rows.values_list("camera_id", "area_id", "count", "base_at", "counted_at"))


steps = st.lists(
    st.tuples(
        st.sampled_from(["delta", "absolute", "reset", "repeat"]),
        st.integers(1, 2),
        st.integers(0, 200),
        st.integers(0, 5),
        st.integers(0, 5),
    ),
    max_size=25,
)


@given(steps=steps)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_following_equals_rebuilding(steps: list[tuple[str, int, int, int, int]]) -> None:
    site = make_site()
    sent: list[Reading] = []
    with time_machine.travel(NOW, tick=False):
        for what, camera, number, a, b in steps:
            if what == "reset":
                services.correct_drift(site=site, at=minute(number))
                continue
            if what == "repeat" and sent:
                services.record_logs(site=site, readings=[sent[number % len(sent)]])
                continue
            count = a if what == "absolute" else None
            sent.append(Reading(camera, 0, minute(number), count, a, b))
            services.record_logs(site=site, readings=[sent[-1]])
        followed = live(site.pk)
        services.rebuild_live(site_id=site.pk)
        assert live(site.pk) == followed


def test_counts_follow_from_entries_and_exits() -> None:
    site = default_site()
    with time_machine.travel(NOW, tick=False):
        done = services.record_logs(
            site=site,
            readings=[
                Reading(1, 5, minute(2), entries=0, exits=1),
                Reading(1, 5, minute(1), entries=3),
                Reading(1, 5, minute(1), entries=3),
            ],
        )
    assert (done.inserted, done.repeated) == (2, 1)
    found = OccupancyLog.objects.filter(site=site).order_by("timestamp")
    assert [row.current_count for row in found] == [3, 2]
    assert LiveCount.objects.get(site=site).count == 2


def test_more_may_leave_than_came_and_the_imbalance_is_kept() -> None:
    site = default_site()
    with time_machine.travel(NOW, tick=False):
        services.record_logs(site=site, readings=[Reading(1, 5, minute(1), exits=2)])
    assert LiveCount.objects.get(site=site).count == -2


@pytest.mark.parametrize(
    "reading",
    [
        pytest.param(Reading(1, 0, NOW + timedelta(hours=2), 1), id="future"),
        pytest.param(Reading(1, 0, NOW - timedelta(days=500), 1), id="too old"),
        pytest.param(Reading(1, 0, NOW, 10_000_000), id="too many"),
        pytest.param(Reading(1, 0, NOW, None, -1), id="negative"),
    ],
)
def test_what_no_counter_can_mean_is_refused(reading: Reading) -> None:
    site = default_site()
    with time_machine.travel(NOW, tick=False), pytest.raises(Invalid):
        services.record_logs(site=site, readings=[Reading(1, 0, NOW, 1), reading])
    assert not OccupancyLog.objects.exists()


def test_an_open_hour_is_marked_once_a_closed_one_each_time() -> None:
    site = default_site()
    with time_machine.travel(NOW + timedelta(minutes=20), tick=False):
        for second in range(3):
            at = NOW + timedelta(minutes=5, seconds=second)
            services.record_logs(site=site, readings=[Reading(1, 0, at, 1)])
        assert DirtyHour.objects.count() == 1
        for second in range(3):
            at = NOW - timedelta(minutes=5, seconds=second)
            services.record_logs(site=site, readings=[Reading(1, 0, at, 1)])
        assert DirtyHour.objects.count() == 4


def test_a_late_correction_wipes_nobody_out_who_came_since() -> None:
    site = default_site()
    with time_machine.travel(NOW, tick=False):
        services.record_logs(
            site=site,
            readings=[
                Reading(1, 0, minute(1), entries=7),
                Reading(1, 0, minute(60), entries=4, exits=1),
            ],
        )
        assert services.correct_drift(site=site, at=minute(30)) == {
            "success": True,
            "cameras_reset": 1,
        }
        assert services.correct_drift(site=site, at=minute(30))["cameras_reset"] == 0
    reset = CountReset.objects.get()
    assert (reset.before, reset.after) == (7, 0)
    assert LiveCount.objects.get().count == 3
    found = OccupancyLog.objects.order_by("timestamp")
    assert [row.current_count for row in found] == [7, 3], "before the reset, and after it"


def test_a_head_count_sets_the_area_right() -> None:
    site = default_site()
    area = make_area(site)
    with time_machine.travel(NOW, tick=False):
        services.record_logs(
            site=site,
            readings=[
                Reading(1, area.pk, minute(1), entries=7),
                Reading(2, area.pk, minute(1), exits=3),
                Reading(2, area.pk, minute(9), exits=1),
            ],
        )
        result = services.record_headcount(site=site, count=6, at=minute(5))
    assert result == {"success": True, "cameras_reset": 2}
    assert sum(row.count for row in LiveCount.objects.all()) == 5


def test_a_head_count_goes_to_a_camera_that_is_summed() -> None:
    site = default_site()
    area = make_area(site)
    inside, door = make_counter(area, "inside"), make_counter(area, "both")
    with time_machine.travel(NOW, tick=False):
        services.record_logs(
            site=site,
            readings=[
                Reading(inside.pk, area.pk, minute(1), people=9),
                Reading(door.pk, area.pk, minute(1), entries=10),
            ],
        )
        services.record_headcount(site=site, count=12, at=minute(5))
        assert live_of(area, NOW)["count"] == 12


def test_a_head_count_needs_to_say_of_what() -> None:
    site = default_site()
    make_area(site)
    make_area(site)
    with pytest.raises(Invalid):
        services.record_headcount(site=site, count=6, at=NOW)


@pytest.mark.parametrize(("role", "left"), [("both", 4), ("inside", 0)])
def test_a_camera_that_is_taken_away(role: str, left: int) -> None:
    site = default_site()
    area = make_area(site)
    camera = make_counter(area, role)
    with time_machine.travel(NOW, tick=False):
        services.record_logs(site=site, readings=[Reading(camera.pk, area.pk, minute(1), 4)])
        services.take_part_away(part=AreaCamera.objects.get(camera=camera))
    assert LiveCount.objects.get(area_id=area.pk).count == left
    assert OccupancyLog.objects.get().current_count == 4
    assert not AreaCamera.objects.open().exists()
