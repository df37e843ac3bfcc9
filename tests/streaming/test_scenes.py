"""What holds for every scene: named, endless, the same whenever and wherever it is asked."""

from __future__ import annotations

import sys
import tracemalloc
from itertools import pairwise

import numpy as np
import pytest

from streaming.scenes import SCENES, Scene, scene

SIZE = (320, 180)


def small(name: str, *, seed: int = 0, fps: float = 15.0) -> Scene:
    return scene(name, seed=seed, width=SIZE[0], height=SIZE[1], fps=fps)


@pytest.fixture(params=sorted(SCENES))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_every_scene_is_described_in_one_line() -> None:
    assert set(SCENES) == {"gate-line", "barrier", "door"}
    assert all(text.endswith(".") and "\n" not in text for text in SCENES.values())


def test_a_frame_is_a_picture_of_the_size_asked_for(name: str) -> None:
    frame = small(name).frame(0)
    assert (frame.shape, frame.dtype) == ((180, 320, 3), np.dtype(np.uint8))


def test_the_usual_size_and_rate(name: str) -> None:
    usual = scene(name)
    assert (usual.width, usual.height, usual.fps) == (960, 540, 15.0)


def test_a_frame_depends_on_seed_and_number_alone(name: str) -> None:
    first, second = small(name, seed=5), small(name, seed=5)
    for n in (0, 100, 1_000):
        first.frame(n)
    assert np.array_equal(first.frame(437), second.frame(437))
    assert first.truth(437) == second.truth(437)


def test_the_caller_may_draw_on_a_frame(name: str) -> None:
    one = small(name)
    before = one.frame(3)
    one.frame(3)[:] = 0
    assert np.array_equal(one.frame(3), before)


def test_another_seed_tells_another_story(name: str) -> None:
    def story(seed: int) -> list[object]:
        one = small(name, seed=seed)
        return [one.truth(n) for n in range(0, 1500, 30)]

    assert story(1) != story(2)


def test_grain_moves_even_where_nothing_else_does(name: str) -> None:
    one = small(name)
    empty = [n for n in range(3_000) if not one.truth(n) and not one.truth(n + 1)]
    a, b = (one.frame(n).astype(np.int16) for n in (empty[0], empty[0] + 1))
    assert 0.5 < float(np.abs(a - b).mean()) < 4


def test_a_year_on_the_picture_still_comes_at_once(name: str) -> None:
    one = small(name)
    n = 365 * 86_400 * 15
    assert one.frame(n).shape == (180, 320, 3)
    assert any(one.truth(n + k) for k in range(0, 600, 15))


def test_the_same_moment_at_another_rate_shows_the_same_truth(name: str) -> None:
    slow, fast = small(name, fps=5), small(name, fps=30)

    def places(one: Scene, n: int) -> list[object]:
        return [(truth.key, truth.xyxy) for truth in one.truth(n)]

    for second in range(60):
        assert places(slow, second * 5) == places(fast, second * 30)


@pytest.mark.parametrize(
    ("width", "height"), [(960, 540), (640, 480), (360, 640), (64, 64), (1921, 1079)]
)
def test_any_shape_of_picture_is_filled_and_boxes_stay_inside(
    name: str, width: int, height: int
) -> None:
    one = scene(name, width=width, height=height)
    frame = one.frame(150)
    assert frame.shape == (height, width, 3)
    assert all(int(corner.max()) > 10 for corner in (frame[:8, :8], frame[-8:, -8:]))
    for truth in (truth for n in range(0, 900, 15) for truth in one.truth(n)):
        left, top, right, bottom = truth.xyxy
        assert 0 <= left <= right <= width
        assert 0 <= top <= bottom <= height


def test_what_stands_still_is_said_to_be_settled(name: str) -> None:
    one, moved = small(name), 0.0
    for n, after in pairwise(range(0, 1_800, 2)):
        earlier = {truth.key: truth for truth in one.truth(n) if truth.settled}
        for truth in one.truth(after):
            if truth.settled and truth.key in earlier:
                moved = max(moved, abs(truth.xyxy[0] - earlier[truth.key].xyxy[0]))
    assert moved < 2


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": "gate"}, "no scene 'gate'; there are gate-line, barrier, door"),
        ({"name": "door", "width": 63}, "64 to 7680 pixels, not 63 x 540"),
        ({"name": "door", "height": 10_000}, "64 to 7680 pixels, not 960 x 10000"),
        ({"name": "door", "fps": 0}, "above 0 and up to 240, not 0"),
        ({"name": "door", "fps": float("nan")}, "above 0 and up to 240, not nan"),
    ],
)
def test_what_cannot_be_shown_is_refused(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        scene(**wrong)  # type: ignore[arg-type]


def test_a_frame_is_cheap(name: str) -> None:
    """The aim is 6 ms on one idle core. Told by what it does, for how long depends on who else works."""
    one = scene(name)
    one.frame(0)
    numbers = range(0, 1_200, 40)
    assert float(np.median([calls_of(one, n) for n in numbers])) < 4_000
    picture = one.width * one.height * 3
    assert float(np.median([bytes_of(one, n) for n in numbers])) < 5 * picture


def calls_of(one: Scene, number: int) -> int:
    """Return how many functions are called to draw a frame."""
    calls = 0

    def count(_frame: object, event: str, _function: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        one.frame(number)
    finally:
        sys.setprofile(before)
    return calls


def bytes_of(one: Scene, number: int) -> int:
    """Return the most memory that drawing a frame takes at once."""
    tracemalloc.start()
    try:
        one.frame(number)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
