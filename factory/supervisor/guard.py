"""Two ties that end the children when the supervisor is killed: the kernel's, and a warden's."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from factory.supervisor import warden

PR_SET_PDEATHSIG = 1  # linux/prctl.h
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def in_child(env: Mapping[str, str]) -> Callable[[], None]:
    """Return what a child does between fork and exec: take ``env``, and die with its parent.

    The kernel's tie is to the *thread* that forked: call from the main thread only. Where the
    kernel has no such tie (macOS), the warden is alone.
    """
    parent = os.getpid()

    def prepare() -> None:
        for name, value in env.items():
            os.putenv(name, value)
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != parent:  # it died before we were tied
                os._exit(1)

    return prepare


class Warden:
    """The running ``warden`` program, told of process groups; also reaches grandchildren."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(  # noqa: S603 - our own file
            [sys.executable, "-I", "-S", str(Path(warden.__file__))],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def watch(self, group: int) -> None:
        self._note(f"+{group}\n")

    def forget(self, group: int) -> None:
        self._note(f"-{group}\n")

    def _note(self, note: str) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(note.encode("ascii"))
