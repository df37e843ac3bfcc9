"""Secrets at rest: under a named key, rotated without loss, never in clear in the database."""

from __future__ import annotations

import pytest
from django.db import connection
from pytest_django import Settings

from factory.alerts.models import Channel
from factory.core.encryption import Undecipherable, current_key_id, decrypt, encrypt
from tests.builders import default_site


def test_what_was_encrypted_under_an_old_key_stays_readable(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = ["old:one"]
    stored = encrypt(b"camera password")
    settings.ENCRYPTION_KEYS = ["new:two", "old:one"]
    assert decrypt(stored) == b"camera password"
    assert stored.startswith("old:")
    assert encrypt(b"x").startswith("new:")
    assert current_key_id() == "new"


@pytest.mark.parametrize("stored", ["gone:abc", "", "old:tampered"])
def test_what_no_key_opens_is_said_so(settings: Settings, stored: str) -> None:
    settings.ENCRYPTION_KEYS = ["old:one"]
    with pytest.raises(Undecipherable, match="ENCRYPTION_KEYS"):
        decrypt(stored)


@pytest.mark.django_db
def test_the_database_holds_ciphertext_only() -> None:
    channel = Channel.objects.create(
        site=default_site(), name="guard", kind="webhook", target="https://x", secret="hunter2"
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM alerts_channel")
        (stored,) = cursor.fetchone()
    assert "hunter2" not in stored
    assert stored.startswith(f"{current_key_id()}:")
    channel.refresh_from_db()
    assert channel.secret == "hunter2"
