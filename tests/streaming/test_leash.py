"""What ties the vision process to its supervisor."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

import pytest

from streaming.vision import leash as leashes
from streaming.vision.leash import Leash
from tests.streaming.capturing import eventually


class Held:
    """A leash whose supervisor is the test."""

    def __init__(self) -> None:
        said, self.supervisor = os.pipe()
        self.pulse, pulse = os.pipe()
        self.told: list[object] = []
        self.leash = Leash(lambda: self.told.append("end"), (said, pulse), self.told.append, 0.1)
        self.ours = [said, pulse]
        self.leash.start()

    def say(self, *pieces: bytes) -> None:
        for piece in pieces:
            os.write(self.supervisor, piece)
            time.sleep(0.05)

    def hang_up(self) -> None:
        os.close(self.supervisor)
        self.supervisor = -1

    def close(self) -> None:
        if self.supervisor >= 0:
            self.hang_up()
        self.leash._thread.join(5)
        for end in (*self.ours, self.pulse):
            os.close(end)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    monkeypatch.setattr(leashes, "PULSE_S", 0.05)
    made = Held()
    yield made
    made.close()


def over(held: Held) -> Callable[[], bool]:
    return lambda: held.told == ["end", 1]


def test_it_gives_signs_until_the_supervisor_is_gone(held: Held) -> None:
    assert os.read(held.pulse, 1) == b"."
    assert held.told == []
    held.hang_up()
    eventually(over(held), "its end")


def test_it_ends_with_the_lease(held: Held) -> None:
    held.say(f'{{"lease": {time.monotonic() + 60}}}\n'.encode())
    assert held.told == []
    held.say(b'{"lease": ', b"1.5}\n")
    eventually(over(held), "its end")


def test_what_it_does_not_understand_changes_nothing(held: Held) -> None:
    held.say(b"\xff\n{}\n", b'{"always": true}\n')
    assert held.told == []
