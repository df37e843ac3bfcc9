"""Sign-ins whose time is over: Django, knox and axes leave their rows to whoever runs the place."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from knox.models import AuthToken

from factory.core import clock
from factory.sites.slow_names import KNOWN_FOR


@transaction.atomic
def forget_ended() -> int:
    """Delete ended sessions and tokens, and from where somebody signed in once it is no longer asked.

    Return how many rows went. Safe to repeat.
    """
    now = clock.now()
    logins: Any = apps.get_model("axes", "AccessLog").objects
    ended: list[Any] = [
        Session.objects.filter(expire_date__lt=now),
        AuthToken.objects.filter(expiry__lt=now),
        logins.filter(attempt_time__lt=now - KNOWN_FOR),
    ]
    return sum(rows.delete()[0] for rows in ended)
