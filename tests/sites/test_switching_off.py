"""An account that is switched off, raised, lowered or deleted has to sign in again at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from pytest_django import DjangoCaptureOnCommitCallbacks
from rest_framework.test import APIClient

from factory.core.models import User
from factory.sites.access import access_key
from factory.sites.tokens import make_token
from tests.builders import default_site, make_user

pytestmark = pytest.mark.django_db
ME = "/api/v1/auth/me"


def _off(user: User) -> None:
    user.is_active = False
    user.save()


def _lowered(user: User) -> None:
    user.is_superuser = False
    user.save(update_fields=["is_superuser"])


def _deleted(user: User) -> None:
    user.delete()


def _deleted_among_others(user: User) -> None:
    User.objects.filter(pk=user.pk).delete()


@pytest.mark.parametrize("change", [_off, _lowered, _deleted, _deleted_among_others])
def test_a_remembered_token_ends_with_the_rights(
    change: Callable[[User], None],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    user = make_user((default_site(), "manager"), superuser=True)
    pk, client = user.pk, _using(user)
    assert client.get(ME).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        change(user)
    assert client.get(ME).status_code == 401
    assert cache.get(access_key(pk)) is None


def test_a_new_name_ends_nothing(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    user = make_user((default_site(), "manager"))
    client = _using(user)
    with django_capture_on_commit_callbacks(execute=True):
        user.first_name = "Asha"
        user.save()
    assert client.get(ME).status_code == 200


def _using(user: User) -> APIClient:
    client, (token, _) = APIClient(), make_token(user)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client
