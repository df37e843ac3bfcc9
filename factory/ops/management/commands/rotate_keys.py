"""``manage.py rotate_keys``: puts everything that is encrypted under the first of ENCRYPTION_KEYS."""

from __future__ import annotations

from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Model
from tqdm import tqdm

from factory.core.encryption import Undecipherable, current_key_id
from factory.core.rotation import encrypted_fields, outdated, rotate


class Command(BaseCommand):
    help = (
        "Re-encrypts camera and webhook passwords and face templates under the first key of"
        " ENCRYPTION_KEYS. Afterwards the older keys can be dropped. Safe to stop and repeat."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        fields = encrypted_fields()
        waiting = sum(outdated(model, field).count() for model, field in fields)
        with tqdm(total=waiting, desc="values", unit="value", disable=None) as bar:
            for model, field in fields:
                _rotate(model, field, bar)
        self.stdout.write(f"{waiting} values are now under the key {current_key_id()!r}")


def _rotate(model: type[Model], field: str, bar: tqdm[NoReturn]) -> None:
    try:
        for done in rotate(model, field):
            bar.update(done)
    except Undecipherable as error:
        raise CommandError(f"{model._meta.label}.{field}: {error}") from error
