"""Cameras whose users were stored in clear: the migration encrypts each of them, and goes back."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import TextField
from django.db.models.functions import Cast
from pytest_django import Settings

from factory.core.encryption import Sealed, Undecipherable, current_key_id
from streaming.models import Camera
from tests.builders import default_site
from tests.streaming.builders import make_camera

pytestmark = pytest.mark.django_db
STEP = import_module("streaming.migrations.0005_user_encrypted")
SCHEMA = SimpleNamespace(connection=connection)
USERS = ["admin", "", "k:b", "ünlü kamera", "x" * 120]


@pytest.fixture
def in_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(STEP, "BATCH", 2)
    for user in USERS:
        make_camera(default_site(), user=Sealed(user))


def raw() -> list[str]:
    rows = Camera.objects.order_by("pk").values_list(Cast("user", TextField()), flat=True)
    return list(rows)


@pytest.mark.usefixtures("in_clear")
def test_all_are_encrypted_once_and_put_back() -> None:
    assert raw() == USERS
    STEP.encrypt_users(apps, SCHEMA)
    encrypted = raw()
    keys = [text.partition(":")[0] for text in encrypted]
    assert keys == [user and current_key_id() for user in USERS]
    STEP.encrypt_users(apps, SCHEMA)
    assert raw() == encrypted, "what is encrypted already is left alone"
    assert [camera.user for camera in Camera.objects.order_by("pk")] == USERS
    STEP.decrypt_users(apps, SCHEMA)
    assert raw() == USERS


@pytest.mark.usefixtures("in_clear")
def test_there_is_no_way_back_without_the_key(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = ["old:one"]
    STEP.encrypt_users(apps, SCHEMA)
    settings.ENCRYPTION_KEYS = ["new:two"]
    with pytest.raises(Undecipherable, match="no key 'old'"):
        STEP.decrypt_users(apps, SCHEMA)
