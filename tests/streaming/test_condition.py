"""How a camera is doing, as people are told it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from streaming.condition import SILENT, UNREAD, Condition, Said, analysis, condition, phrase
from streaming.duty import Duty, Hours, duty
from streaming.selectors import words_of
from streaming.services import mark_resting
from tests.builders import make_site
from tests.streaming.builders import make_camera

NOW = datetime(2025, 1, 15, 8, 0, tzinfo=UTC)
KOLKATA = ZoneInfo("Asia/Kolkata")
SINCE = NOW - timedelta(hours=1)
SAID = {"detector": {"ms": 12.0, "error": ""}}
UNHEARD = {"recognisers": {"error": SILENT}}


def said(state: str, *, age: float = 1.0, error: str = "", fps: float = 0.0) -> Said:
    return Said(state, SINCE, NOW - timedelta(seconds=age), error, fps)


ON, OFF, RESTS = Duty(SINCE), Duty(None), Duty(None, "h")
JUST_ON = Duty(NOW - timedelta(seconds=5))


@pytest.mark.parametrize(
    ("was", "is_on", "state", "error"),
    [
        pytest.param(None, ON, "offline", UNREAD, id="never read"),
        pytest.param(None, OFF, "disabled", "", id="never read, off"),
        pytest.param(None, JUST_ON, "connecting", "", id="just added"),
        pytest.param(said("live", fps=25), ON, "live", "", id="live"),
        pytest.param(said("live"), OFF, "disabled", "", id="just switched off"),
        pytest.param(said("live"), RESTS, "disabled", "h", id="just off duty"),
        pytest.param(said("offline", error="x"), ON, "offline", "x", id="offline"),
        pytest.param(said("live", age=14), ON, "live", "", id="nearly stale"),
        pytest.param(said("live", age=16), ON, "offline", UNREAD, id="stale"),
        pytest.param(said("idle", age=99), ON, "offline", UNREAD, id="nobody reads it"),
        pytest.param(said("disabled", age=99, error="h"), RESTS, "disabled", "h", id="off duty"),
        pytest.param(
            said("live", age=99), RESTS, "disabled", "h", id="off duty, and nobody says so"
        ),
        pytest.param(
            said("disabled", age=99), ON, "offline", UNREAD, id="on again, nobody reads it"
        ),
        pytest.param(said("disabled", age=99), JUST_ON, "connecting", "", id="just on"),
    ],
)
def test_condition(was: Said | None, is_on: Duty, state: str, error: str) -> None:
    now = condition(was, is_on, now=NOW)
    assert (now.state, now.error, now.connected) == (state, error, state == "live")


def test_since_when() -> None:
    assert condition(said("live"), ON, now=NOW).since == SINCE
    # It was live when last heard of, so that it is offline from then on, not for an hour.
    heard = NOW - timedelta(seconds=60)
    assert condition(said("live", age=60), ON, now=NOW).since == heard
    assert condition(said("offline", age=60), ON, now=NOW).since == SINCE
    assert condition(None, ON, now=NOW).since == SINCE


DAY: Hours = time(6), time(22)
NIGHT: Hours = time(22), time(6)


@pytest.mark.parametrize(
    ("hours", "enabled", "changed", "at", "expected"),
    [
        pytest.param((None, None), True, "07:30", "08:00", "07:30", id="always"),
        pytest.param((None, None), False, "07:30", "08:00", "", id="switched off"),
        pytest.param(DAY, False, "07:30", "08:00", "", id="switched off within its hours"),
        pytest.param(DAY, True, "05:00", "08:00", "06:00", id="since its hours began"),
        pytest.param(DAY, True, "07:30", "08:00", "07:30", id="since it was changed"),
        pytest.param(DAY, True, "07:30", "23:00", "reads from 06:00 to 22:00", id="off duty"),
        pytest.param(NIGHT, True, "05:00", "23:00", "22:00", id="in the evening"),
        pytest.param(NIGHT, True, "-21:00", "05:00", "-22:00", id="since the evening before"),
    ],
)
def test_duty(hours: Hours, enabled: bool, changed: str, at: str, expected: str) -> None:
    found = duty(hours, KOLKATA, enabled=enabled, changed_at=moment(changed), now=moment(at))
    assert found == (Duty(moment(expected)) if ":" in expected[:4] else Duty(None, expected))


def moment(text: str) -> datetime:
    """Return a time of the day in Kolkata; of the day before with a minus."""
    day = 14 if text.startswith("-") else 15
    return datetime.combine(date(2025, 1, day), time.fromisoformat(text.lstrip("-")), KOLKATA)


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (Condition("live", SINCE, "", 25.0), "reconnecting"),
        (Condition("offline", None, UNREAD, 0.0), "reconnecting"),
        (Condition("offline", SINCE, "no route", 0.0), "offline since 2025-01-15 12:30:00"),
        (Condition("disabled", SINCE, "", 0.0), "disabled since 2025-01-15 12:30:00"),
        (
            Condition("disabled", SINCE, "reads from 22:00 to 06:00", 0.0),
            "disabled since 2025-01-15 12:30:00\nreads from 22:00 to 06:00",
        ),
    ],
)
def test_what_stands_on_a_picture_that_does_not_move(now: Condition, words: str) -> None:
    assert phrase(now, ZoneInfo("Asia/Kolkata")) == words


@pytest.mark.django_db
def test_a_camera_that_exists_no_longer_has_no_words(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    camera = make_camera(make_site(), enabled=False)
    mark_resting({camera.pk: ""})
    with django_assert_num_queries(1):
        words = words_of(camera.pk)
    assert words is not None
    assert words.startswith("disabled since ")
    camera.delete()
    assert words_of(camera.pk) is None


@pytest.mark.parametrize(
    ("state", "age", "lived", "told"),
    [
        pytest.param("live", 2, 3600, SAID, id="fresh"),
        pytest.param("offline", 2, 3600, SAID, id="fresh, whatever the camera does"),
        pytest.param("live", 16, 3600, UNHEARD, id="stale"),
        pytest.param("stalled", 16, 3600, UNHEARD, id="stale, and no pictures for a moment"),
        pytest.param("live", None, 3600, UNHEARD, id="never a word"),
        pytest.param("live", None, 10, {}, id="just begun"),
        pytest.param("offline", 16, 3600, {}, id="nothing to look at"),
        pytest.param("disabled", 16, 3600, {}, id="switched off"),
    ],
)
def test_what_recognisers_say(
    state: str, age: float | None, lived: float, told: dict[str, Any]
) -> None:
    at = None if age is None else NOW - timedelta(seconds=age)
    now = Condition(state, NOW - timedelta(seconds=lived), "", 0.0)
    assert analysis(SAID, at, now, NOW) == told
