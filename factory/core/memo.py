"""Answers that a process remembers for a moment, where to ask again would tell nothing new."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from weakref import WeakSet

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
MOST = 1_000


class BoundedDict(dict[K, V]):
    """A dict that begins anew when it is full."""

    def __setitem__(self, key: K, value: V) -> None:
        if len(self) >= MOST and key not in self:
            self.clear()
        super().__setitem__(key, value)


_every: WeakSet[Memo[object, object]] = WeakSet()


class Memo(Generic[K, V]):
    """Answers by key, each for ``seconds``: a change made anywhere counts that much later at most.

    Bounded in number; safe for threads, of which two may ask the same at once.
    """

    def __init__(
        self, seconds: float = 1.0, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds, self._monotonic = seconds, monotonic
        self._known = BoundedDict[K, tuple[float, V]]()
        _every.add(self)  # type: ignore[arg-type]  # kept only to be cleared

    def get(self, key: K, ask: Callable[[], V]) -> V:
        """Return the answer, from ``ask`` where none is known that is young enough."""
        now, known = self._monotonic(), self._known.get(key)
        if known is not None and now < known[0]:
            return known[1]
        answer = ask()
        self._known[key] = (now + self._seconds, answer)
        return answer

    def clear(self) -> None:
        self._known.clear()


def forget_all() -> None:
    """Empty every memo of this process: what it remembers has been changed here."""
    for memo in list(_every):
        memo.clear()
