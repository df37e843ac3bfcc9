"""How a camera is doing, as people are told it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from streaming.condition import SILENT, UNREAD, Condition, Said, analysis, condition, phrase
from streaming.selectors import words_of
from streaming.services import mark_resting
from tests.builders import make_site
from tests.streaming.builders import make_camera

NOW = datetime(2025, 1, 15, 8, 0, tzinfo=UTC)
SINCE = NOW - timedelta(hours=1)
SAID = {"detector": {"ms": 12.0, "error": ""}}
UNHEARD = {"recognisers": {"error": SILENT}}


def said(state: str, *, age: float = 1.0, error: str = "", fps: float = 0.0) -> Said:
    return Said(state, SINCE, NOW - timedelta(seconds=age), error, fps)


@pytest.mark.parametrize(
    ("was", "enabled", "state", "error"),
    [
        pytest.param(None, True, "offline", UNREAD, id="never read"),
        pytest.param(None, False, "disabled", "", id="never read, off"),
        pytest.param(said("live", fps=25), True, "live", "", id="live"),
        pytest.param(said("live"), False, "disabled", "", id="just switched off"),
        pytest.param(said("offline", error="x"), True, "offline", "x", id="offline"),
        pytest.param(said("live", age=14), True, "live", "", id="nearly stale"),
        pytest.param(said("live", age=16), True, "offline", UNREAD, id="stale"),
        pytest.param(said("idle", age=99), True, "offline", UNREAD, id="nobody reads it"),
        pytest.param(said("disabled", age=99, error="h"), True, "disabled", "h", id="off duty"),
    ],
)
def test_condition(was: Said | None, enabled: bool, state: str, error: str) -> None:
    now = condition(was, enabled=enabled, now=NOW)
    assert (now.state, now.error, now.connected) == (state, error, state == "live")


def test_since_when() -> None:
    assert condition(said("live"), enabled=True, now=NOW).since == SINCE
    # It was live when last heard of, so that it is offline from then on, not for an hour.
    heard = NOW - timedelta(seconds=60)
    assert condition(said("live", age=60), enabled=True, now=NOW).since == heard
    assert condition(said("offline", age=60), enabled=True, now=NOW).since == SINCE


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
