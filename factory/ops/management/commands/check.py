"""``manage.py check``: Django's, and in one line what the embedded default cannot do."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.check import Command as DjangoCheck

from factory.core.checks import one_host


class Command(DjangoCheck):
    """The line is no system check of Django's, or each command would say it at its start."""

    def handle(self, *app_labels: Any, **options: Any) -> None:
        super().handle(*app_labels, **options)
        for limit in one_host():
            self.stdout.write(str(limit))
