"""A start that is interrupted while it prepares ends in a sentence, and the next one begins anew."""

from __future__ import annotations

import io
from pathlib import Path

from factory.supervisor import INTERRUPTED, run


def _interrupted() -> None:
    raise KeyboardInterrupt


def test_an_interrupt_while_preparing_ends_in_a_sentence(tmp_path: Path) -> None:
    log = io.StringIO()
    assert run([], data_dir=tmp_path, log=log, prepare=_interrupted) == INTERRUPTED
    assert "stopped; the next start goes on from here" in log.getvalue()
    # The lock of this copy is free again.
    assert run([], data_dir=tmp_path, log=log, prepare=_interrupted) == INTERRUPTED
