"""``manage.py createsuperuser``: Django's own, with an entry in the audit trail."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.management.commands import createsuperuser

from factory.ops.management.account_saves import noting
from factory.sites.services import accounts


class Command(createsuperuser.Command):
    help = createsuperuser.Command.help + " The audit trail says so, as the system's act."

    def handle(self, *args: Any, **options: Any) -> None:
        with noting(accounts.note_added, self.stderr):
            super().handle(*args, **options)
