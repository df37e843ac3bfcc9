"""``manage.py changepassword``: Django's own, with an entry in the audit trail."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.management.commands import changepassword

from factory.ops.management.account_saves import noting
from factory.sites.services import accounts


class Command(changepassword.Command):
    help = changepassword.Command.help + " The audit trail says so, as the system's act."

    def handle(self, *args: Any, **options: Any) -> str | None:
        with noting(accounts.note_password, self.stderr):
            return super().handle(*args, **options)
