"""A line to a camera that can go half-open: connected as ever, and nothing comes through any more."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

PIECE = 65536


class Relay:
    """Passes TCP on to a port of this machine. ``cut`` swallows all bytes and tells neither side.

    After ``mend`` new connections pass; those that were open stay dead, as behind a router that has
    forgotten them.
    """

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._cut = threading.Event()
        self._ends: set[socket.socket] = set()
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self._cut.set()

    def mend(self) -> None:
        self._cut.clear()

    def close(self) -> None:
        self._listener.close()
        for end in tuple(self._ends):
            _shut(end)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._listener.accept()
                threading.Thread(target=self._pass, args=(line,), daemon=True).start()

    def _pass(self, line: socket.socket) -> None:
        try:
            camera = socket.create_connection(("127.0.0.1", self._target), timeout=2)
        except OSError:
            line.close()
            return
        camera.settimeout(None)
        self._ends |= {line, camera}
        back = threading.Thread(target=self._pump, args=(camera, line), daemon=True)
        back.start()
        self._pump(line, camera)
        back.join()
        self._ends -= {line, camera}

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        dead = False
        with suppress(OSError):
            while piece := source.recv(PIECE):
                dead = dead or self._cut.is_set()
                if not dead:
                    target.sendall(piece)
        for end in (source, target):
            _shut(end)


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
