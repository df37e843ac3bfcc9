"""``manage.py rotate_keys``: puts everything that is encrypted under the first of ENCRYPTION_KEYS."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from factory.core.encryption import current_key_id
from factory.core.rotation import encrypted_fields, outdated, rotate


class Command(BaseCommand):
    help = (
        "Re-encrypts cameras' users and passwords, webhooks' secrets and face templates under the first"
        " key of ENCRYPTION_KEYS. Afterwards the older keys can be dropped. Safe to stop and repeat."
        " Values that no key opens stay as they are, are listed at the end, and make it exit with 1."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        fields = encrypted_fields()
        waiting = sum(outdated(model, field).count() for model, field in fields)
        done, lost = 0, list[str]()
        with tqdm(total=waiting, desc="values", unit="value", disable=None) as bar:
            for step in (step for model, field in fields for step in rotate(model, field)):
                bar.update(step.done + len(step.lost))
                done += step.done
                lost += step.lost
        self.stdout.write(f"{done} values are now under the key {current_key_id()!r}")
        if lost:
            raise CommandError("\n".join((f"{len(lost)} could not be opened:", *lost)))
