"""The README's answers belong together: one reader has had them all, one after the other."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.system import readme

ANSWERS = {call.name: call.answer for call in readme.calls()}
HOUR = timedelta(hours=1)


def test_every_call_has_its_answer() -> None:
    assert len(ANSWERS) == 7


def test_the_hour_summed_up_is_the_one_before_the_schedules_present_one() -> None:
    hourly = ANSWERS["occupancy/scheduler-status"]["jobs"][0]
    summed = ANSWERS["occupancy/trigger-aggregation"]
    began = datetime.fromisoformat(summed["period_start"])
    assert began == datetime.fromisoformat(hourly["next_run_time"]) - 2 * HOUR
    assert summed["hour"] == began.hour


def test_the_picture_is_of_that_hour_too() -> None:
    hourly = ANSWERS["occupancy/scheduler-status"]["jobs"][0]
    camera = ANSWERS["video_feed/status"]
    upcoming = datetime.fromisoformat(hourly["next_run_time"])
    assert upcoming - HOUR <= datetime.fromisoformat(camera["frame_at"]) < upcoming
    assert camera["since"] < camera["frame_at"]
