"""Rotation leaves nothing under the old key, loses nothing, and can be repeated."""

from __future__ import annotations

from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db.models import QuerySet
from pytest_django import Settings

from factory.alerts.models import Channel
from factory.core.rotation import encrypted_fields, outdated
from tests.builders import default_site
from tests.streaming.builders import make_camera

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def channel(secret: str) -> Channel:
    made: Channel = Channel.objects.create(
        site=default_site(), name=f"channel {secret}", kind="webhook", target="x", secret=secret
    )
    return made


def rotated() -> str:
    out = StringIO()
    call_command("rotate_keys", stdout=out)
    return out.getvalue()


def test_everything_is_put_under_the_new_key(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = ["old:one"]
    channels = [channel(secret) for secret in ("a", "b", "")]
    settings.ENCRYPTION_KEYS = ["new:two", "old:one"]
    assert outdated(Channel, "secret").count() == 2
    assert "2 values are now under the key 'new'" in rotated()
    settings.ENCRYPTION_KEYS = ["new:two"]
    for made, secret in zip(channels, ("a", "b", ""), strict=True):
        made.refresh_from_db()
        assert made.secret == secret
    assert "0 values" in rotated()


def test_a_secret_that_is_changed_meanwhile_stays_changed(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = ["old:one"]
    first, second = channel("a"), channel("b")
    settings.ENCRYPTION_KEYS = ["new:two", "old:one"]
    update = QuerySet.update

    def meanwhile(rows: QuerySet[Channel], **values: str) -> int:
        with patch.object(QuerySet, "update", update):
            Channel.objects.filter(pk=second.pk).update(secret="changed")
        return update(rows, **values)

    with patch.object(QuerySet, "update", meanwhile):
        rotated()
    secrets = Channel.objects.in_bulk()
    assert (secrets[first.pk].secret, secrets[second.pk].secret) == ("a", "changed")


def test_a_value_that_no_key_opens_is_listed_and_stops_no_other(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = ["lost:one"]
    dead = channel("a")
    settings.ENCRYPTION_KEYS = ["old:one"]
    channel("b")
    settings.ENCRYPTION_KEYS = ["new:two", "old:one"]
    out = StringIO()
    place = rf"1 could not be opened:\nalerts\.Channel {dead.pk}, secret: no key 'lost'"
    with pytest.raises(CommandError, match=place):
        call_command("rotate_keys", stdout=out)
    assert "1 values are now" in out.getvalue()
    assert list(outdated(Channel, "secret")) == [dead]


def test_ids_that_differ_in_case_are_two_keys(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = ["k1:one"]
    channel("a")
    settings.ENCRYPTION_KEYS = ["K1:two", "k1:one"]
    assert "1 values are now under the key 'K1'" in rotated()
    assert not outdated(Channel, "secret").exists()


def test_cameras_and_channels_are_among_what_is_encrypted() -> None:
    names = {f"{model._meta.label}.{field}" for model, field in encrypted_fields()}
    assert {"streaming.Camera.user", "streaming.Camera.password", "alerts.Channel.secret"} <= names


def test_a_cameras_user_and_password_are_rotated(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = ["old:one"]
    camera = make_camera(default_site(), user="root", password="hush")
    settings.ENCRYPTION_KEYS = ["new:two", "old:one"]
    assert "2 values are now under the key 'new'" in rotated()
    settings.ENCRYPTION_KEYS = ["new:two"]
    camera.refresh_from_db()
    assert (camera.user, camera.password) == ("root", "hush")
