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


def test_a_value_that_no_key_opens_stops_it_with_its_place(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = ["lost:one"]
    channel("a")
    settings.ENCRYPTION_KEYS = ["new:two"]
    with pytest.raises(CommandError, match=r"alerts\.Channel\.secret: no key 'lost'"):
        call_command("rotate_keys", stdout=StringIO())


def test_cameras_and_channels_are_among_what_is_encrypted() -> None:
    labels = {model._meta.label for model, _ in encrypted_fields()}
    assert {"streaming.Camera", "alerts.Channel"} <= labels
