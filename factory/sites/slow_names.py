"""The lock by user name alone, for one name that is tried from many addresses.

It is slower to close than the lock of a name at an address, and it only ever makes wait: it cannot be
used to keep a person out for good. Where that person has signed in before it does not hold at all.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth import user_login_failed
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from factory.core import clock
from factory.sites.lockout import RETRY_SECONDS, client_address

FREE_FAILURES = 50
"""A name's failures from anywhere before it waits; a person who forgot a password makes a handful."""
REMEMBERED_SECONDS = 3600
"""Without a failure for so long, they are forgotten."""
FIRST_WAIT_SECONDS = 60
FAILURES_A_STEP = 5
STEPS = 8
KNOWN_FOR = timedelta(days=90)


def wait_after(failures: int) -> int:
    """Return the seconds a name waits after so many failures: none, then 1, 2, 4 ... 15 minutes. Pure."""
    if failures < FREE_FAILURES:
        return 0
    step = min((failures - FREE_FAILURES) // FAILURES_A_STEP, STEPS)
    return min(FIRST_WAIT_SECONDS << step, RETRY_SECONDS)


class SlowNames:
    """For AUTHENTICATION_BACKENDS, before the one that looks at the password.

    It lets nobody in. As django-axes does, it marks the request, which its middleware then answers.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, **_: object
    ) -> None:
        if request is None or not username:
            return
        until = cache.get(_key("until", username))
        if until is None or _is_known(username, client_address(request)):
            return
        marked: Any = request
        marked.axes_locked_out = True
        marked.sign_in_waits = max(1, int(until - clock.now().timestamp()))
        raise PermissionDenied


def count_failure(*, credentials: dict[str, Any], request: Any = None, **_: object) -> None:
    """Hear of a failed sign-in; one that was not let as far as the password is none."""
    username = credentials.get("username")
    if request is None or not username or getattr(request, "axes_locked_out", False):
        return
    key = _key("failures", username)
    cache.add(key, 0, REMEMBERED_SECONDS)
    wait = wait_after(cache.incr(key))
    cache.touch(key, REMEMBERED_SECONDS)
    if wait:
        cache.set(_key("until", username), clock.now().timestamp() + wait, wait)


def forget_failures(username: str) -> None:
    """Let a name try at once: it has another password now, of which nothing was guessed."""
    cache.delete_many([_key("failures", username), _key("until", username)])


def listen() -> None:
    """Hear of every failed sign-in."""
    user_login_failed.connect(count_failure, dispatch_uid="slow_names")


def _is_known(username: str, address: str | None) -> bool:
    """Return whether this person has signed in from this address; asked for waiting names only."""
    since = clock.now() - KNOWN_FOR
    logins: Any = apps.get_model("axes", "AccessLog").objects
    here = logins.filter(username=username, ip_address=address, attempt_time__gte=since)
    return address is not None and bool(here.exists())


def _key(what: str, username: str) -> str:
    # Names are typed by strangers, and may be of any length and form.
    return f"signin-{what}:{hashlib.sha256(username.encode()).hexdigest()}"
