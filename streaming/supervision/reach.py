"""Where a camera's host is: only addresses that are allowed, and never a wait for a name server.

The supervisor looks at all cameras every two seconds; one dead name server must not hold that up, nor
stop a camera that is being read. Names are therefore asked for on threads and remembered.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from ipaddress import ip_address
from typing import Final, TypeAlias

from streaming.targets import REFUSED, BadTargetError, allowed, endpoint, pinned

REMEMBERED_S: Final = 60.0
RETRY_S: Final = 5.0
FIRST_WAIT_S: Final = 0.2
THREADS: Final = 4
Addresses: TypeAlias = frozenset[str]
Resolve: TypeAlias = Callable[[str, int], Addresses]


def resolve(host: str, port: int) -> Addresses:
    """Return every address of ``host``; raises OSError (UnicodeError for what is no host's name)."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return frozenset(str(entry[4][0]) for entry in found)


def check_reach(source: str, networks: Collection[str], resolving: Resolve = resolve) -> Addresses:
    """Return the host's addresses; raise BadTargetError, in the same words, unless all are allowed."""
    try:
        addresses = resolving(*endpoint(source))
    except (OSError, UnicodeError) as error:
        raise BadTargetError(REFUSED) from error
    return _allowed(addresses, networks)


def pin(source: str, addresses: Addresses) -> str:
    """Return ``source`` led to an address that was checked, so that no second answer counts."""
    return pinned(source, ip_address(min(addresses).partition("%")[0]))


def _allowed(addresses: Addresses, networks: Collection[str]) -> Addresses:
    if not addresses or not all(allowed(address, networks) for address in addresses):
        raise BadTargetError(REFUSED)
    return addresses


class Reach:
    """Remembers what hosts resolve to. Belongs to one thread; ``resolving`` runs on others."""

    def __init__(
        self, resolving: Resolve = resolve, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._resolving, self._monotonic = resolving, monotonic
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="names")
        self._known: dict[tuple[str, int], Addresses] = {}
        self._asked: dict[tuple[str, int], tuple[float, Future[Addresses]]] = {}

    def pinned(self, source: str, networks: Collection[str]) -> str:
        """Return ``source`` with an address of its host that is allowed; raises BadTargetError.

        A host that cannot be asked for just now keeps the addresses it had.
        """
        place = endpoint(source)
        self._ask(place)
        return pin(source, _allowed(self._known.get(place, frozenset()), networks))

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _ask(self, place: tuple[str, int]) -> None:
        at, future = self._asked.get(place, (0.0, None))
        patience = 0.0
        if future is None or (future.done() and self._monotonic() - at >= _lasts(future)):
            patience = 0.0 if future else FIRST_WAIT_S
            future = self._pool.submit(self._resolving, *place)
            self._asked[place] = self._monotonic(), future
        with contextlib.suppress(NotYet, OSError, UnicodeError):
            self._known[place] = future.result(patience)


def _lasts(future: Future[Addresses]) -> float:
    return REMEMBERED_S if future.exception() is None else RETRY_S
