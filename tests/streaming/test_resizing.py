"""Which changes of a camera's picture are followed by opening it anew."""

from __future__ import annotations

import pytest

from streaming.capture.resizing import BY_TURNS, IN_VAIN_S, SOON_S, Resizings
from streaming.capture.sources.base import Change

A_TO_B, B_TO_A = Change((64, 36), (32, 18)), Change((32, 18), (64, 36))


@pytest.fixture
def followed() -> Resizings:
    """A source that was opened at second 100 because of a change."""
    resizings = Resizings()
    resizings.opened(0)
    assert resizings.follow(A_TO_B, 99), "the first"
    resizings.opened(100)
    return resizings


@pytest.mark.parametrize(
    ("change", "at", "follows"),
    [
        pytest.param(A_TO_B, 101, False, id="the same at once: it was in vain"),
        pytest.param(B_TO_A, 101, True, id="back again"),
        pytest.param(A_TO_B, 101 + SOON_S, True, id="the same later on"),
    ],
)
def test_what_follows_upon_a_change(
    followed: Resizings, change: Change, at: float, follows: bool
) -> None:
    assert followed.follow(change, at) == follows


def test_what_was_in_vain_is_tried_again_after_minutes(followed: Resizings) -> None:
    tries = [at for at in range(101, 100 + int(IN_VAIN_S)) if followed.follow(A_TO_B, at)]
    assert tries == [99 + IN_VAIN_S], "though the change has stood there since"
    followed.opened(500)
    assert not followed.follow(A_TO_B, 501)


def test_the_same_change_is_followed_in_a_connection_opened_for_another_reason(
    followed: Resizings,
) -> None:
    followed.opened(110)
    assert followed.follow(A_TO_B, 111)


def test_two_sizes_by_turns_are_left_alone(followed: Resizings) -> None:
    tries = 1
    for turn in range(40):
        change = (B_TO_A, A_TO_B)[tries % 2 == 0]
        if followed.follow(change, 101 + turn):
            tries += 1
            followed.opened(101.5 + turn)
    assert tries == BY_TURNS
