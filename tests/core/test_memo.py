"""What a process remembers for a moment."""

from __future__ import annotations

from factory.core.memo import MOST, Memo, forget_all


class Asked:
    """Answers with how often it was asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


def test_it_asks_again_once_the_moment_is_over() -> None:
    now, asked = [0.0], Asked()
    memo = Memo[str, int](1.0, monotonic=lambda: now[0])
    assert [memo.get("a", asked), memo.get("a", asked)] == [1, 1]
    now[0] = 1.0
    assert memo.get("a", asked) == 2


def test_it_is_bounded() -> None:
    memo, asked = Memo[int, int](60), Asked()
    for key in range(3 * MOST):
        memo.get(key, asked)
    assert len(memo._known) <= MOST


def test_everything_can_be_forgotten() -> None:
    memo, asked = Memo[str, int](60), Asked()
    memo.get("a", asked)
    forget_all()
    assert memo.get("a", asked) == 2
