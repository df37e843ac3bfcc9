"""Sign-ins whose time is over leave no rows behind, and the minute's sweep sees to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessLog
from django.contrib.sessions.models import Session
from knox.models import AuthToken

from factory.core import clock
from factory.core.tasks import sweep
from factory.sites.ended import forget_ended
from factory.sites.slow_names import KNOWN_FOR
from factory.sites.tokens import make_token
from tests.builders import make_user

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def signed_in(*, until: timedelta) -> tuple[str, str]:
    """Return the keys of a session and of a token that end then."""
    ends = clock.now() + until
    key = f"session {until}"
    Session.objects.create(session_key=key, session_data="", expire_date=ends)
    token = make_token(make_user())[0]
    found = AuthToken.objects.latest("created")
    AuthToken.objects.filter(pk=found.pk).update(expiry=ends)
    return key, token


def test_what_has_ended_goes_and_what_lasts_stays() -> None:
    signed_in(until=-HOUR)
    lasting, _ = signed_in(until=HOUR)
    kept = AuthToken.objects.latest("created")
    assert forget_ended() == 2
    assert [one.pk for one in Session.objects.all()] == [lasting]
    assert [one.pk for one in AuthToken.objects.all()] == [kept.pk]
    assert forget_ended() == 0


def test_a_token_without_end_stays() -> None:
    signed_in(until=HOUR)
    AuthToken.objects.update(expiry=None)
    forget_ended()
    assert AuthToken.objects.count() == 1


def test_where_somebody_signed_in_is_kept_as_long_as_it_is_asked() -> None:
    for age in (KNOWN_FOR - HOUR, KNOWN_FOR + HOUR):
        login = AccessLog.objects.create(username=f"{age}", ip_address="192.0.2.1")
        AccessLog.objects.filter(pk=login.pk).update(attempt_time=clock.now() - age)
    assert forget_ended() == 1
    assert AccessLog.objects.get().username == f"{KNOWN_FOR - HOUR}"


def test_the_sweep_does_it() -> None:
    signed_in(until=-HOUR)
    sweep()
    assert not Session.objects.exists()
    assert not AuthToken.objects.exists()
